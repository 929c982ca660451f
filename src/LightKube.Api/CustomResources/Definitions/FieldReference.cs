using System.Text;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>A field that a definition names by a path relative to some schema: <c>.spec.x</c>, <c>.labels['app']</c>.</summary>
/// <param name="Names">The names along the path.</param>
/// <param name="Schema">The schema of the field.</param>
/// <param name="Problem">What is wrong with the path; null when it leads to a field.</param>
public sealed record FieldReference(IReadOnlyList<string> Names, StructuralSchema? Schema, string? Problem)
{
    /// <param name="path">The path.</param>
    /// <param name="schema">Where it begins.</param>
    /// <param name="allowBrackets">Names may stand in brackets and quotes.</param>
    public static FieldReference Resolve(string path, StructuralSchema schema, bool allowBrackets)
    {
        var names = new List<string>();
        var at = schema;
        for (var i = 0; i < path.Length;)
        {
            string? problem;
            string name;
            if (path[i] == '.')
            {
                (name, problem) = Dotted(path, ref i);
            }
            else if (path[i] == '[' && allowBrackets)
            {
                (name, problem) = Bracketed(path, ref i);
            }
            else
            {
                return Broken(path[i] == '[' ? "array notation is not allowed" : $"expected [ or . but got: {path[i..]}");
            }

            var next = problem is null ? at.Properties is not null ? at.Property(name) : at.Additional : null;
            if (next is null)
            {
                return Broken(problem ?? "does not refer to a valid field");
            }

            names.Add(name);
            at = next;
        }

        return new FieldReference(names, at, null);
    }

    private static FieldReference Broken(string problem) => new([], null, problem);

    private static (string Name, string? Problem) Dotted(string path, ref int at)
    {
        var end = path.AsSpan(at + 1).IndexOfAny('.', '[', ']');
        var name = end < 0 ? path[(at + 1)..] : path.Substring(at + 1, end);
        at += 1 + name.Length;
        return name.Length > 0 ? (name, null) : ("", end < 0 ? "unexpected end of JSON path" : "does not refer to a valid field");
    }

    private static (string Name, string? Problem) Bracketed(string path, ref int at)
    {
        if (at + 1 >= path.Length)
        {
            return ("", "unexpected end of JSON path");
        }

        if (path[at + 1] != '\'')
        {
            return ("", $"expected single quoted string but got {path[(at + 1)..]}");
        }

        var name = new StringBuilder();
        for (var i = at + 2; i < path.Length; i++)
        {
            if (path[i] == '\\' && i + 1 < path.Length)
            {
                name.Append(path[++i]);
            }
            else if (path[i] == '\'')
            {
                at = i + 2;
                return i + 1 < path.Length && path[i + 1] == ']' ? (name.ToString(), null) : ("", "unexpected end of JSON path");
            }
            else
            {
                name.Append(path[i]);
            }
        }

        return ("", "unexpected end of JSON path");
    }
}
