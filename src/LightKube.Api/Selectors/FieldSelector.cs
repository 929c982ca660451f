using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.Selectors;

/// <summary>Picks objects by the values of the few fields that their kind allows: <c>spec.nodeName=a,status.phase!=Failed</c>.</summary>
public sealed class FieldSelector
{
    private readonly FieldRequirement[] _requirements;

    private FieldSelector(FieldRequirement[] requirements) => _requirements = requirements;

    /// <summary>Matches every object.</summary>
    public static FieldSelector Everything { get; } = new([]);

    public IReadOnlyList<FieldRequirement> Requirements => _requirements;

    public bool IsEverything => _requirements.Length == 0;

    /// <summary>The name that <c>metadata.name=X</c> asks for, else null. Such a list is a look-up.</summary>
    public string? Name => RequiredValue("metadata.name");

    /// <summary>The namespace that <c>metadata.namespace=X</c> asks for, else null.</summary>
    public string? Namespace => RequiredValue("metadata.namespace");

    /// <exception cref="SelectorException">The text is no field selector, or the kind does not allow a field of it.</exception>
    public static FieldSelector Parse(string? text, KindSchema kind)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Everything;
        }

        var requirements = new List<FieldRequirement>();
        foreach (var (label, value, isNegated) in Read(text))
        {
            requirements.Add(new FieldRequirement(SelectableFields.Find(kind, label), value, isNegated));
        }

        return new FieldSelector([.. requirements]);
    }

    /// <summary>The requirements of a text, whatever kind they are about.</summary>
    /// <exception cref="SelectorException">The text is no field selector.</exception>
    public static IEnumerable<(string Label, string Value, bool IsNegated)> Read(string text)
    {
        foreach (var term in Terms(text))
        {
            if (term.Length > 0)
            {
                yield return Requirement(text, term);
            }
        }
    }

    /// <summary>True when the object meets every requirement.</summary>
    public bool Matches(DocMap root)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Matches(root))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The value that must be under that label, or null when the selector does not say.</summary>
    public string? RequiredValue(string label)
    {
        foreach (var requirement in _requirements)
        {
            if (!requirement.Negated && requirement.Field.Label == label)
            {
                return requirement.Value;
            }
        }

        return null;
    }

    public override string ToString() => string.Join(",", (object[])_requirements);

    private static (string Label, string Value, bool IsNegated) Requirement(string text, string term)
    {
        var at = 0;
        while (at < term.Length && term[at] is not ('=' or '!'))
        {
            at += term[at] == '\\' ? 2 : 1;
        }

        var rest = at < term.Length ? term.AsSpan(at) : [];
        var length = rest.StartsWith("!=") || rest.StartsWith("==") ? 2 : rest.StartsWith("=") ? 1 : 0;
        if (length == 0)
        {
            throw new SelectorException($"invalid selector: '{text}'; can't understand '{term}'");
        }

        return (term[..at], Unescape(rest[length..]), rest[0] == '!');
    }

    private static IEnumerable<string> Terms(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == ',')
            {
                yield return text[start..i];
                start = i + 1;
            }
        }

        yield return text[start..];
    }

    private static string Unescape(ReadOnlySpan<char> value)
    {
        if (value.IndexOfAny("\\,=") < 0)
        {
            return value.ToString();
        }

        var plain = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is ',' or '=')
            {
                throw new SelectorException($"invalid field selector: unescaped character in value: {value[i]}");
            }

            if (value[i] == '\\' && (++i == value.Length || value[i] is not ('\\' or ',' or '=')))
            {
                throw new SelectorException("invalid field selector: invalid escape sequence: a backslash may stand before '\\', ',' and '=' alone");
            }

            plain.Append(value[i]);
        }

        return plain.ToString();
    }
}
