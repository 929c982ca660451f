using System.Globalization;
using System.Text;

namespace LightKube.Api.Cel.Libraries;

/// <summary>A pattern that RE2 refuses; the message is Go's.</summary>
internal sealed class Re2Exception(string message) : Exception(message);

/// <summary>Writes a pattern of RE2's syntax in that of .NET; what RE2 does not know is refused.</summary>
internal sealed class Re2Translator
{
    /// <summary>RE2's largest count in <c>x{n}</c>, those of groups around it multiplied.</summary>
    private const int MaxRepeat = 1000;

    /// <summary>How deeply groups nest.</summary>
    private const int MaxDepth = 250;

    private const string Digit = "0-9";
    private const string Word = "0-9A-Za-z_";
    private const string Space = @"\t\n\f\r ";

    private readonly string _pattern;
    private readonly StringBuilder _result = new();
    private int _at;
    private int _depth;
    private bool _multiline;

    // How often the last atom's innermost part is repeated by counts within it.
    private long _repeats = 1;

    private Re2Translator(string pattern)
    {
        _pattern = pattern;
    }

    public static string Translate(string pattern)
    {
        var translator = new Re2Translator(pattern);
        translator.Alternatives();
        return translator._at < pattern.Length ? throw new Re2Exception($"unexpected ): `{pattern}`") : translator._result.ToString();
    }

    private char Peek => _at < _pattern.Length ? _pattern[_at] : '\0';

    private void Alternatives()
    {
        var repeatable = false;
        var most = 1L;
        while (_at < _pattern.Length && Peek != ')')
        {
            var c = Peek;
            if (c == '|')
            {
                _at++;
                _result.Append('|');
                repeatable = false;
            }
            else if (c is '*' or '+' or '?' || (c == '{' && TryCount(out _, out _, out _)))
            {
                Repetition(ref repeatable);
            }
            else
            {
                _repeats = 1;
                repeatable = Atom(c);
            }

            most = Math.Max(most, _repeats);
        }

        _repeats = most;
    }

    private void Repetition(ref bool repeatable)
    {
        var start = _at;
        if (Peek == '{')
        {
            TryCount(out var least, out var most, out var end);
            _at = end;
            _repeats *= Math.Max(1, Math.Max(least, most));
            if (least > MaxRepeat || most > MaxRepeat || (most >= 0 && most < least) || _repeats > MaxRepeat)
            {
                throw new Re2Exception($"invalid repeat count: `{_pattern[start..end]}`");
            }
        }
        else
        {
            _at++;
        }

        if (!repeatable)
        {
            throw new Re2Exception($"missing argument to repetition operator: `{_pattern[start.._at]}`");
        }

        if (Peek == '?')
        {
            _at++;
        }

        _result.Append(_pattern, start, _at - start);
        if (Peek is '*' or '+' or '?' || (Peek == '{' && TryCount(out _, out _, out _)))
        {
            throw new Re2Exception($"invalid nested repetition operator: `{_pattern[start..(_at + 1)]}`");
        }

        repeatable = false;
    }

    private bool TryCount(out int least, out int most, out int end)
    {
        least = most = -1;
        end = _pattern.IndexOf('}', _at);
        if (end < 0)
        {
            return false;
        }

        var inner = _pattern.AsSpan(_at + 1, end - _at - 1);
        end++;
        var comma = inner.IndexOf(',');
        var first = comma < 0 ? inner : inner[..comma];
        if (!Number(first, out least))
        {
            return false;
        }

        most = least;
        return comma < 0 || (inner.Length == comma + 1 ? (most = -1) < 0 : Number(inner[(comma + 1)..], out most));
    }

    private static bool Number(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        || (!text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0 && (number = int.MaxValue) > 0);

    // True when it can be repeated.
    private bool Atom(char c)
    {
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                CharacterClass();
                return true;
            case '\\':
                return Escape();
            case '$':
                _at++;
                _result.Append(_multiline ? "$" : @"\z");
                return true;
            case '{' or '}' or '#' or ' ':
                _at++;
                _result.Append('\\').Append(c);
                return true;
            default:
                _at++;
                _result.Append(c);
                return true;
        }
    }

    private bool Group()
    {
        if (++_depth > MaxDepth)
        {
            throw new Re2Exception($"expression nests too deeply: `{_pattern}`");
        }

        var start = _at++;
        var multiline = _multiline;
        if (Peek != '?')
        {
            _result.Append('(');
        }
        else if (!GroupOptions(start))
        {
            _depth--;
            return false;
        }

        Alternatives();
        if (Peek != ')')
        {
            throw new Re2Exception($"missing closing ): `{_pattern}`");
        }

        _at++;
        _depth--;
        _multiline = multiline;
        _result.Append(')');
        return true;
    }

    // What follows (?, up to where the group's content starts. False for flags alone, which hold up to the end of the group around.
    private bool GroupOptions(int start)
    {
        _at++;
        if (Peek == 'P' || (Peek == '<' && _at + 1 < _pattern.Length && _pattern[_at + 1] is not ('=' or '!')))
        {
            GroupName(start);
            return true;
        }

        var flags = _at;
        var negative = false;
        var written = new StringBuilder("(?");
        for (; Peek is 'i' or 'm' or 's' or 'U' or '-'; _at++)
        {
            if (Peek == 'U')
            {
                throw new Re2Exception($"invalid or unsupported Perl syntax: `(?{_pattern[flags..(_at + 1)]}`");
            }

            negative |= Peek == '-';
            _multiline = Peek == 'm' ? !negative : _multiline;
            written.Append(Peek);
        }

        if (Peek is not (':' or ')'))
        {
            throw new Re2Exception($"invalid or unsupported Perl syntax: `{_pattern[start..Math.Min(_at + 1, _pattern.Length)]}`");
        }

        _result.Append(written).Append(Peek);
        return _pattern[_at++] == ':';
    }

    private void GroupName(int start)
    {
        _at += Peek == 'P' ? 1 : 0;
        var close = _pattern.IndexOf('>', _at);
        var name = Peek == '<' && close > _at + 1 ? _pattern[(_at + 1)..close] : "";
        if (name.Length == 0 || !IsName(name))
        {
            throw new Re2Exception($"invalid named capture: `{_pattern[start..(close < 0 ? _pattern.Length : close + 1)]}`");
        }

        // A name that starts with a digit means a number in .NET.
        _result.Append("(?<n").Append(name).Append('>');
        _at = close + 1;
    }

    private static bool IsName(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    private bool Escape()
    {
        if (_at + 1 >= _pattern.Length)
        {
            throw new Re2Exception("trailing backslash at end of expression: ``");
        }

        var c = _pattern[_at + 1];
        switch (c)
        {
            case 'Q':
                Quoted();
                return true;
            case 'A' or 'z' or 'b' or 'B':
                _at += 2;
                _result.Append('\\').Append(c);
                return true;
            case 'd' or 'w' or 's':
                _at += 2;
                _result.Append('[').Append(Set(c)).Append(']');
                return true;
            case 'D' or 'W' or 'S':
                _at += 2;
                _result.Append("[^").Append(Set(c)).Append(']');
                return true;
            case 'p' or 'P':
                _result.Append(Property());
                return true;
            default:
                _result.Append(Character());
                return true;
        }
    }

    private static string Set(char c) => char.ToLowerInvariant(c) switch { 'd' => Digit, 'w' => Word, _ => Space };

    private void Quoted()
    {
        var end = _pattern.IndexOf(@"\E", _at + 2, StringComparison.Ordinal);
        var text = end < 0 ? _pattern[(_at + 2)..] : _pattern[(_at + 2)..end];
        _at = end < 0 ? _pattern.Length : end + 2;
        foreach (var c in text)
        {
            _result.Append(Literal(c));
        }
    }

    private static string Literal(int c) =>
        c < 128 && char.IsAsciiLetterOrDigit((char)c) ? ((char)c).ToString()
        : c <= 0xffff ? string.Create(CultureInfo.InvariantCulture, $"\\u{c:X4}")
        : char.ConvertFromUtf32(c);

    // An escape that stands for one character, written as .NET has it.
    private string Character()
    {
        var start = _at;
        var c = _pattern[_at + 1];
        _at += 2;
        switch (c)
        {
            case 'a': return Literal('\a');
            case 'f': return Literal('\f');
            case 'n': return Literal('\n');
            case 'r': return Literal('\r');
            case 't': return Literal('\t');
            case 'v': return Literal('\v');
            case 'x': return Hex(start);
            case '0':
                var end = _at;
                while (end < _pattern.Length && end < _at + 2 && _pattern[end] is >= '0' and <= '7')
                {
                    end++;
                }

                var octal = end == _at ? 0 : Convert.ToInt32(_pattern[_at..end], 8);
                _at = end;
                return Literal(octal);
            default:
                return c < 128 && !char.IsAsciiLetterOrDigit(c) ? Literal(c) : throw new Re2Exception($"invalid escape sequence: `{_pattern[start.._at]}`");
        }
    }

    private string Hex(int start)
    {
        var brace = Peek == '{';
        var end = brace ? _pattern.IndexOf('}', _at) : Math.Min(_at + 2, _pattern.Length);
        var digits = end < 0 ? "" : _pattern[(_at + (brace ? 1 : 0))..end];
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code) || (!brace && digits.Length != 2))
        {
            throw new Re2Exception($"invalid escape sequence: `{_pattern[start..Math.Min(_at + 1, _pattern.Length)]}`");
        }

        _at = brace ? end + 1 : end;
        return Literal(code);
    }

    private string Property()
    {
        var start = _at;
        var negative = _pattern[_at + 1] == 'P';
        _at += 2;
        var end = Peek == '{' ? _pattern.IndexOf('}', _at) : _at;
        if (end < 0 || end >= _pattern.Length)
        {
            throw new Re2Exception($"invalid character class range: `{_pattern[start..]}`");
        }

        var name = Peek == '{' ? _pattern[(_at + 1)..end] : _pattern[_at].ToString();
        _at = end + 1;
        if (name.StartsWith('^'))
        {
            negative = !negative;
            name = name[1..];
        }

        // .NET knows scripts as blocks, under other names.
        name = name switch { "Greek" => "IsGreek", "Cyrillic" => "IsCyrillic", "Hebrew" => "IsHebrew", "Arabic" => "IsArabic", "Thai" => "IsThai", _ => name };
        if (name == "Latin")
        {
            const string Latin = "A-Za-zªºÀ-ÖØ-öø-ɏ";
            return negative ? $"[^{Latin}]" : $"[{Latin}]";
        }

        return $@"\{(negative ? 'P' : 'p')}{{{name}}}";
    }

    private void CharacterClass()
    {
        var start = _at++;
        var negative = Peek == '^';
        _at += negative ? 1 : 0;
        var set = new StringBuilder(negative ? "[^" : "[");
        for (var first = true; Peek != ']' || first; first = false)
        {
            if (_at >= _pattern.Length)
            {
                throw new Re2Exception($"missing closing ]: `{_pattern[start..]}`");
            }

            ClassItem(set, start);
        }

        _at++;
        _result.Append(set).Append(']');
    }

    private void ClassItem(StringBuilder set, int start)
    {
        if (Peek == '[' && _at + 1 < _pattern.Length && _pattern[_at + 1] == ':')
        {
            set.Append(PosixClass());
            return;
        }

        if (Peek == '\\' && _at + 1 < _pattern.Length && _pattern[_at + 1] is var kind and ('d' or 'w' or 's' or 'D' or 'W' or 'S' or 'p' or 'P'))
        {
            if (kind is 'p' or 'P')
            {
                set.Append(Property().Trim('[', ']'));
                return;
            }

            _at += 2;
            set.Append(kind switch { 'D' => @"\0-/:-\uffff", 'W' => @"\0-/:-@\[-\^`{-\uffff", 'S' => @"\0-\b\v\x0e-\x1f!-\uffff", _ => Set(kind) });
            return;
        }

        var from = _at;
        set.Append(ClassCharacter(start));
        if (Peek != '-' || _at + 1 >= _pattern.Length || _pattern[_at + 1] == ']')
        {
            return;
        }

        _at++;
        var low = set.ToString();
        var high = ClassCharacter(start);
        if (low.EndsWith(high, StringComparison.Ordinal) is false && string.CompareOrdinal(Plain(low), Plain(high)) > 0)
        {
            throw new Re2Exception($"invalid character class range: `{_pattern[from.._at]}`");
        }

        set.Append('-').Append(high);
    }

    // The last character of a set as text, for comparison.
    private static string Plain(string set)
    {
        var escape = set.LastIndexOf(@"\u", StringComparison.Ordinal);
        return escape >= 0 && escape == set.Length - 6
            ? ((char)int.Parse(set.AsSpan(escape + 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString()
            : set[^1..];
    }

    private string ClassCharacter(int start)
    {
        if (_at >= _pattern.Length || (Peek == '\\' && _at + 1 >= _pattern.Length))
        {
            throw new Re2Exception($"missing closing ]: `{_pattern[start..]}`");
        }

        return Peek == '\\' ? Character() : Literal(_pattern[_at++]);
    }

    private string PosixClass()
    {
        var end = _pattern.IndexOf(":]", _at, StringComparison.Ordinal);
        var name = end < 0 ? "" : _pattern[(_at + 2)..end];
        var set = name switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => @"\0-\x7f",
            "blank" => @"\t ",
            "cntrl" => @"\0-\x1f\x7f",
            "digit" => Digit,
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => " -~",
            "punct" => @"!-/:-@\[-`{-~",
            "space" => @"\t\n\v\f\r ",
            "upper" => "A-Z",
            "word" => Word,
            "xdigit" => "0-9A-Fa-f",
            _ => throw new Re2Exception($"invalid character class range: `{_pattern[_at..(end < 0 ? _pattern.Length : end + 2)]}`"),
        };
        _at = end + 2;
        return set;
    }
}
