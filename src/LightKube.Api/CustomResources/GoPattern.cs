using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LightKube.Api.CustomResources;

/// <summary>
/// Regular expressions in Go's syntax, matched in time linear in the text. Go knows only ASCII classes behind \d, \w and \s, and its $ is the
/// end of the text.
/// </summary>
public static class GoPattern
{
    /// <summary>Patterns kept; a server with more distinct ones than this compiles the rest anew.</summary>
    public const int MaxKept = 4096;

    private static readonly ConcurrentDictionary<string, Regex> Kept = new(StringComparer.Ordinal);

    /// <summary>The expression, compiled at its first use.</summary>
    /// <exception cref="ArgumentException">Not an expression that Go takes.</exception>
    public static Regex Get(string pattern)
    {
        if (Kept.TryGetValue(pattern, out var known))
        {
            return known;
        }

        var regex = Make(pattern);
        if (Kept.Count < MaxKept)
        {
            Kept.TryAdd(pattern, regex);
        }

        return regex;
    }

    /// <summary>What is wrong with the pattern, or null.</summary>
    public static string? Problem(string pattern)
    {
        try
        {
            // Not kept: many a pattern is defined and never used.
            Make(pattern);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"error parsing regexp: {e.Message}";
        }
    }

    private static Regex Make(string pattern) => new(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        var multiline = pattern.Contains("(?m", StringComparison.Ordinal);
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i += Escape(pattern, i, inClass, text);
            }
            else if (inClass)
            {
                i += InClass(pattern, i, text, ref inClass);
            }
            else if (c == '[')
            {
                inClass = true;
                text.Append(c);
                i += ClassStart(pattern, i, text);
            }
            else if (c == '$' && !multiline)
            {
                text.Append(@"\z");
            }
            else if (c == '(' && pattern.AsSpan(i).StartsWith("(?P<"))
            {
                text.Append("(?<");
                i += 3;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    // A ^ and a ] right after the bracket belong to the class.
    private static int ClassStart(string pattern, int at, StringBuilder text)
    {
        var taken = 0;
        if (at + 1 < pattern.Length && pattern[at + 1] == '^')
        {
            text.Append('^');
            taken++;
        }

        if (at + taken + 1 < pattern.Length && pattern[at + taken + 1] == ']')
        {
            text.Append(@"\]");
            taken++;
        }

        return taken;
    }

    private static int InClass(string pattern, int at, StringBuilder text, ref bool inClass)
    {
        if (pattern[at] == ']')
        {
            inClass = false;
            text.Append(']');
            return 0;
        }

        if (pattern.AsSpan(at).StartsWith("[:") && pattern.IndexOf(":]", at, StringComparison.Ordinal) is > 0 and var end)
        {
            text.Append(Posix(pattern[(at + 2)..end]));
            return end + 1 - at;
        }

        // An inner bracket is plain in Go; .NET takes '-[' for a subtraction.
        text.Append(pattern[at] == '[' ? @"\[" : pattern[at].ToString());
        return 0;
    }

    // Returns the characters taken beyond the backslash.
    private static int Escape(string pattern, int at, bool inClass, StringBuilder text)
    {
        var c = pattern[at + 1];
        switch (c)
        {
            case 'd':
                text.Append(inClass ? "0-9" : "[0-9]");
                return 1;
            case 'D' when !inClass:
                text.Append("[^0-9]");
                return 1;
            case 'w':
                text.Append(inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]");
                return 1;
            case 'W' when !inClass:
                text.Append("[^0-9A-Za-z_]");
                return 1;
            case 's':
                text.Append(inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]");
                return 1;
            case 'S' when !inClass:
                text.Append(@"[^\t\n\f\r ]");
                return 1;
            case 'Q' when !inClass:
                var end = pattern.IndexOf(@"\E", at + 2, StringComparison.Ordinal);
                var literal = end < 0 ? pattern[(at + 2)..] : pattern[(at + 2)..end];
                text.Append(Regex.Escape(literal));
                return 1 + literal.Length + (end < 0 ? 0 : 2);
            case 'p' or 'P' when at + 2 < pattern.Length && pattern[at + 2] != '{':
                text.Append('\\').Append(c).Append('{').Append(pattern[at + 2]).Append('}');
                return 2;
            case 'x' when at + 2 < pattern.Length && pattern[at + 2] == '{':
                return CodePoint(pattern, at, text);
            case >= '1' and <= '9':
                throw new ArgumentException($"invalid escape sequence: `\\{c}`");
            case 'Z' or 'G' or 'K':
                throw new ArgumentException($"invalid escape sequence: `\\{c}`");
            default:
                text.Append('\\').Append(c);
                return 1;
        }
    }

    private static int CodePoint(string pattern, int at, StringBuilder text)
    {
        var end = pattern.IndexOf('}', at);
        if (end < 0 || !int.TryParse(pattern.AsSpan((at + 3)..end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rune) || rune > 0xFFFF)
        {
            throw new ArgumentException("invalid escape sequence: `\\x{`");
        }

        text.Append(CultureInfo.InvariantCulture, $"\\u{rune:x4}");
        return end - at;
    }

    private static string Posix(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => @"\x00-\x7F",
        "blank" => @"\t ",
        "cntrl" => @"\x00-\x1F\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => @"!-/:-@\[-`{-~",
        "space" => @"\t\n\v\f\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => throw new ArgumentException($"invalid character class range: `[:{name}:]`"),
    };
}
