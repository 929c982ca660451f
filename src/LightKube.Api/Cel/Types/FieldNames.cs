using System.Collections.Frozen;
using System.Text;

namespace LightKube.Api.Cel.Types;

/// <summary>
/// Field names as CEL identifiers: <c>__</c>, <c>.</c>, <c>-</c> and <c>/</c> become <c>__underscores__</c>, <c>__dot__</c>, <c>__dash__</c>
/// and <c>__slash__</c>, a reserved word stands between double underscores.
/// </summary>
public static class FieldNames
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
        [
            "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
            "package", "namespace", "return", "var", "void", "while",
        ],
        StringComparer.Ordinal);

    internal static bool IsReserved(string name) => Reserved.Contains(name);

    /// <summary>The name for expressions, or null when the field cannot be named in one.</summary>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            return null;
        }

        if (Reserved.Contains(name))
        {
            return $"__{name}__";
        }

        StringBuilder? escaped = null;
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var (replacement, length) = c switch
            {
                '_' when i + 1 < name.Length && name[i + 1] == '_' => ("__underscores__", 2),
                '.' => ("__dot__", 1),
                '-' => ("__dash__", 1),
                '/' => ("__slash__", 1),
                _ => (null, 1),
            };
            if (replacement is not null)
            {
                escaped ??= new StringBuilder(name, 0, i, name.Length + 16);
                escaped.Append(replacement);
                i += length - 1;
            }
            else if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                escaped?.Append(c);
            }
            else
            {
                return null;
            }
        }

        return escaped?.ToString() ?? name;
    }

    /// <summary>The document's name of an escaped one, or null when it holds an escape that does not exist.</summary>
    public static string? Unescape(string name)
    {
        if (!name.Contains("__", StringComparison.Ordinal))
        {
            return name;
        }

        var plain = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            var end = name.AsSpan(i).StartsWith("__") ? EndOfEscape(name, i + 2) : -1;
            if (end < 0)
            {
                plain.Append(name[i++]);
                continue;
            }

            var inner = name[(i + 2)..end];
            switch (inner)
            {
                case "underscores": plain.Append("__"); break;
                case "dot": plain.Append('.'); break;
                case "dash": plain.Append('-'); break;
                case "slash": plain.Append('/'); break;
                default:
                    if (!Reserved.Contains(inner) || i != 0 || end + 2 != name.Length)
                    {
                        return null;
                    }

                    plain.Append(inner);
                    break;
            }

            i = end + 2;
        }

        return plain.ToString();
    }

    // An escape is two underscores, at least one other character without any underscore among them, and two underscores.
    private static int EndOfEscape(string name, int start)
    {
        var end = name.IndexOf('_', start);
        return end > start && end + 1 < name.Length && name[end + 1] == '_' ? end : -1;
    }
}
