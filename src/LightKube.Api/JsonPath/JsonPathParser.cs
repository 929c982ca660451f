using System.Globalization;
using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.JsonPath;

/// <summary>Reads the text of a path.</summary>
internal sealed class JsonPathParser(string text)
{
    private static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    private int _at;

    public IPathStep[] Parse()
    {
        if (_at < text.Length && text[_at] is ('$' or '@'))
        {
            _at++;
        }

        var steps = new List<IPathStep>();
        while (_at < text.Length)
        {
            switch (text[_at])
            {
                case '.' when Peek(1) == '.':
                    _at += 2;
                    steps.Add(new DescendStep());
                    AddName(steps);
                    break;
                case '.':
                    _at++;
                    AddName(steps);
                    break;
                case '[':
                    steps.Add(Bracket());
                    break;
                default:
                    if (steps.Count > 0)
                    {
                        throw Broken($"unexpected '{text[_at]}'");
                    }

                    AddName(steps);
                    break;
            }
        }

        return steps.Count <= JsonPathLimits.MaxSteps ? [.. steps] : throw Broken($"it has {steps.Count} steps, and may have {JsonPathLimits.MaxSteps}");
    }

    private char Peek(int ahead) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private void AddName(List<IPathStep> steps)
    {
        var name = new StringBuilder();
        for (; _at < text.Length && text[_at] is not ('.' or '['); _at++)
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
            }

            name.Append(text[_at]);
        }

        if (name.Length > 0)
        {
            steps.Add(name is { Length: 1 } && name[0] == '*' ? new WildcardStep() : new NameStep(NameTable.Shared.GetOrAdd(name.ToString())));
        }
    }

    private IPathStep Bracket()
    {
        var end = EndOfBracket();
        var inside = text[(_at + 1)..end].Trim();
        _at = end + 1;
        if (inside == "*")
        {
            return new WildcardStep();
        }

        if (inside.StartsWith("?(", StringComparison.Ordinal) && inside.EndsWith(')'))
        {
            return Filter(inside[2..^1].Trim());
        }

        var parts = SplitOutsideQuotes(inside, ',').Select(Element).ToArray();
        return parts.Length == 1 ? parts[0] : new UnionStep(parts);
    }

    // The bracket that closes this one; quotes and inner brackets do not count.
    private int EndOfBracket()
    {
        var depth = 0;
        var quote = '\0';
        for (var i = _at; i < text.Length; i++)
        {
            var c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
                i += c == '\\' ? 1 : 0;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else
            {
                depth += c == '[' ? 1 : c == ']' ? -1 : 0;
                if (depth == 0)
                {
                    return i;
                }
            }
        }

        throw Broken("unterminated array");
    }

    private IPathStep Element(string element)
    {
        var trimmed = element.Trim();
        if (trimmed.Length >= 2 && trimmed[0] is ('\'' or '"') && trimmed[^1] == trimmed[0])
        {
            return new NameStep(trimmed[1..^1].Replace("\\", "", StringComparison.Ordinal));
        }

        var parts = trimmed.Split(':');
        if (parts.Length == 1)
        {
            return Number(parts[0]) is { } index ? SliceStep.At(index) : throw Broken($"invalid array index '{trimmed}'");
        }

        var stride = parts.Length > 2 ? Number(parts[2]) ?? 1 : 1;
        return parts.Length <= 3 && stride > 0 ? new SliceStep(Number(parts[0]), Number(parts[1]), stride) : throw Broken($"invalid slice '{trimmed}'");
    }

    private FilterStep Filter(string condition)
    {
        foreach (var op in Operators)
        {
            var at = IndexOutsideQuotes(condition, op);
            if (at >= 0)
            {
                return new FilterStep(new JsonPathParser(condition[..at].Trim()).Parse(), op, Literal(condition[(at + op.Length)..].Trim()));
            }
        }

        return new FilterStep(new JsonPathParser(condition).Parse(), "", default);
    }

    private Value Literal(string literal)
    {
        if (literal.Length >= 2 && literal[0] is ('\'' or '"') && literal[^1] == literal[0])
        {
            return literal[1..^1];
        }

        return literal switch
        {
            "true" => true,
            "false" => false,
            _ when long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) => integer,
            _ when double.TryParse(literal, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => throw Broken($"cannot compare with '{literal}': use a number, true, false or a quoted text"),
        };
    }

    private static int? Number(string digits) =>
        int.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static List<string> SplitOutsideQuotes(string list, char separator)
    {
        var parts = new List<string>();
        for (var at = IndexOutsideQuotes(list, separator.ToString()); at >= 0; at = IndexOutsideQuotes(list, separator.ToString()))
        {
            parts.Add(list[..at]);
            list = list[(at + 1)..];
        }

        parts.Add(list);
        return parts;
    }

    private static int IndexOutsideQuotes(string haystack, string needle)
    {
        var quote = '\0';
        for (var i = 0; i < haystack.Length; i++)
        {
            var c = haystack[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"')
            {
                quote = c;
            }
            else if (string.CompareOrdinal(haystack, i, needle, 0, needle.Length) == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private JsonPathException Broken(string why) => new($"the JSONPath \"{text}\" cannot be read: {why}");
}
