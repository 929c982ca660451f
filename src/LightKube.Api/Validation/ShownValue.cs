using System.Globalization;
using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Api.Validation;

/// <summary>How messages show a value: texts as Go quotes them, anything else as JSON.</summary>
internal static class ShownValue
{
    public static string Of(Value value) => value.AsString is { } text
        ? Quoted(text)
        : value.IsAbsentOrNull ? "null" : Html(value.AsMap is { } map && IsTextMap(map) ? Sorted(map).ToString() : value.ToString());

    private static string Quoted(string text)
    {
        var result = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => result.Append("\\\""),
                '\\' => result.Append("\\\\"),
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                '\a' => result.Append("\\a"),
                '\b' => result.Append("\\b"),
                '\f' => result.Append("\\f"),
                '\v' => result.Append("\\v"),
                < ' ' or '\x7f' => result.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => result.Append(c),
            };
        }

        return result.Append('"').ToString();
    }

    // Go's JSON is safe to stand in HTML.
    private static string Html(string json) => json
        .Replace("&", "\\u0026", StringComparison.Ordinal)
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace(">", "\\u003e", StringComparison.Ordinal);

    // Labels, selectors: Go writes maps in the order of their keys, and objects in that of their fields.
    private static bool IsTextMap(DocMap map)
    {
        foreach (ref readonly var entry in map.Entries)
        {
            if (entry.Value.AsString is null)
            {
                return false;
            }
        }

        return true;
    }

    private static DocMap Sorted(DocMap map)
    {
        var copy = map.DeepClone();
        copy.SortKeys();
        return copy;
    }
}
