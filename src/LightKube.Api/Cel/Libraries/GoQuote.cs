using System.Globalization;
using System.Text;

namespace LightKube.Api.Cel.Libraries;

/// <summary>Text in quotes as Go's <c>%q</c> writes it.</summary>
internal static class GoQuote
{
    /// <param name="text">What is put in quotes.</param>
    /// <param name="escapeControls">False leaves control characters without a letter of their own as they are, as CEL's <c>strings.quote</c> does.</param>
    public static string Quote(string text, bool escapeControls = true)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\a' => quoted.Append(@"\a"),
                '\b' => quoted.Append(@"\b"),
                '\f' => quoted.Append(@"\f"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                '\v' => quoted.Append(@"\v"),
                '\\' => quoted.Append(@"\\"),
                '"' => quoted.Append("\\\""),
                < ' ' or 0x7f when escapeControls => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }
}
