using System.Globalization;
using System.Text;

namespace LightKube.Api.Cel.Parsing;

/// <summary>The text of an expression, and where in it something is.</summary>
internal sealed class CelSource(string text)
{
    /// <summary>A longer line is not shown with an error.</summary>
    private const int MaxSnippet = 16_384;

    public string Text { get; } = text;

    /// <summary>Line, from 1, and column in code points, from 0.</summary>
    public (int Line, int Column) Locate(int offset)
    {
        var before = Text.AsSpan(0, Math.Min(offset, Text.Length));
        var line = 1 + before.Count('\n');
        return (line, CodePoints.Count(before[(before.LastIndexOf('\n') + 1)..]));
    }

    /// <summary>The error as cel-go shows it: message, line and a caret below the place.</summary>
    public string Show(int offset, string message)
    {
        var (line, column) = offset < 0 ? (-1, -1) : Locate(offset);
        var shown = string.Create(CultureInfo.InvariantCulture, $"ERROR: <input>:{line}:{column + 1}: {message}");
        if (offset < 0 || Line(line) is not { Length: <= MaxSnippet } snippet)
        {
            return shown;
        }

        var text = new StringBuilder(shown).Append("\n | ").Append(snippet).Append("\n | ");
        var at = 0;
        foreach (var rune in snippet.EnumerateRunes())
        {
            var wide = rune.Value > 0x7f;
            if (at++ == column)
            {
                return text.Append(wide ? '\uff3e' : '^').ToString();
            }

            text.Append(wide ? '\uff0e' : '.');
        }

        return text.Append('^').ToString();
    }

    private string Line(int line)
    {
        var start = 0;
        for (; line > 1; line--)
        {
            start = Text.IndexOf('\n', start) + 1;
        }

        var end = Text.IndexOf('\n', start);
        return (end < 0 ? Text[start..] : Text[start..end]).Replace('\t', ' ');
    }
}
