using System.Globalization;
using System.Text;

namespace LightKube.Api.Regexes;

/// <summary>
/// Writes a pattern of RE2's syntax in that of .NET; what RE2 does not know is refused. One thing stays .NET's: a dot and a negated class that names
/// nothing beyond 0xFFFF take a character beyond it for two.
/// </summary>
internal sealed class Re2Translator
{
    /// <summary>RE2's largest count in <c>x{n}</c>, those of groups around it multiplied.</summary>
    private const int MaxRepeat = 1000;

    /// <summary>How deeply groups nest.</summary>
    private const int MaxDepth = 250;

    private readonly Re2Reader _reader;
    private readonly StringBuilder _result = new();
    private int _depth;
    private bool _multiline;

    // How often the last atom's innermost part is repeated by counts within it.
    private long _repeats = 1;

    private Re2Translator(string pattern)
    {
        _reader = new Re2Reader(pattern);
    }

    /// <exception cref="Re2Exception">Not a pattern of RE2.</exception>
    public static string Translate(string pattern)
    {
        var translator = new Re2Translator(pattern);
        translator.Alternatives();
        return translator._reader.IsAtEnd ? translator._result.ToString() : throw new Re2Exception($"unexpected ): `{pattern}`");
    }

    private void Alternatives()
    {
        var repeatable = false;
        var most = 1L;
        while (!_reader.IsAtEnd && _reader.Peek != ')')
        {
            if (_reader.TakeIf('|'))
            {
                _result.Append('|');
                repeatable = false;
            }
            else if (IsRepetition())
            {
                Repetition(repeatable);
                repeatable = false;
            }
            else
            {
                _repeats = 1;
                repeatable = Atom();
            }

            most = Math.Max(most, _repeats);
        }

        _repeats = most;
    }

    private bool IsRepetition() => _reader.Peek is '*' or '+' or '?' || (_reader.Peek == '{' && TryCount(out _, out _, out _));

    private void Repetition(bool repeatable)
    {
        var start = _reader.At;
        if (_reader.Peek == '{')
        {
            TryCount(out var least, out var most, out var end);
            _reader.At = end;
            _repeats *= Math.Max(1, Math.Max(least, most));
            if (least > MaxRepeat || most > MaxRepeat || (most >= 0 && most < least) || _repeats > MaxRepeat)
            {
                throw new Re2Exception($"invalid repeat count: `{_reader.Since(start)}`");
            }
        }
        else
        {
            _reader.At++;
        }

        if (!repeatable)
        {
            throw new Re2Exception($"missing argument to repetition operator: `{_reader.Since(start)}`");
        }

        _reader.TakeIf('?');
        _result.Append(_reader.Since(start));
        if (IsRepetition())
        {
            throw new Re2Exception($"invalid nested repetition operator: `{_reader.Pattern[start..(_reader.At + 1)]}`");
        }
    }

    private bool TryCount(out int least, out int most, out int end)
    {
        least = most = -1;
        var (pattern, start) = (_reader.Pattern, _reader.At + 1);
        end = pattern.IndexOf('}', start);
        if (end < 0)
        {
            return false;
        }

        var inner = pattern.AsSpan(start, end - start);
        end++;
        var comma = inner.IndexOf(',');
        if (!Number(comma < 0 ? inner : inner[..comma], out least))
        {
            return false;
        }

        most = least;
        if (comma == inner.Length - 1)
        {
            most = -1;
            return true;
        }

        return comma < 0 || Number(inner[(comma + 1)..], out most);
    }

    private static bool Number(ReadOnlySpan<char> text, out int number)
    {
        number = int.MaxValue;
        return !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0
            && (text.Length > 9 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number));
    }

    // True when it can be repeated.
    private bool Atom()
    {
        switch (_reader.Peek)
        {
            case '(':
                return Group();
            case '[':
                Re2Class.Bracketed(_reader, out var negative).Write(_result, negative);
                return true;
            case '\\':
                return Escape();
            case '$':
                _reader.At++;
                _result.Append(_multiline ? "$" : @"\z");
                return true;
            case '.' or '^':
                _result.Append(_reader.Peek);
                _reader.At++;
                return true;
            default:
                RuneSet.WriteOne(_result, _reader.Literal());
                return true;
        }
    }

    private bool Group()
    {
        if (++_depth > MaxDepth)
        {
            throw new Re2Exception($"expression nests too deeply: `{_reader.Pattern}`");
        }

        var start = _reader.At++;
        var multiline = _multiline;
        if (_reader.Peek != '?')
        {
            _result.Append('(');
        }
        else if (!GroupOptions(start))
        {
            _depth--;
            return false;
        }

        Alternatives();
        if (!_reader.TakeIf(')'))
        {
            throw new Re2Exception($"missing closing ): `{_reader.Pattern}`");
        }

        _depth--;
        _multiline = multiline;
        _result.Append(')');
        return true;
    }

    // What follows (?, up to where the group's content starts. False for flags alone, which hold up to the end of the group around.
    private bool GroupOptions(int start)
    {
        _reader.At++;
        if (_reader.Peek == 'P' || (_reader.Peek == '<' && _reader.PeekAt(1) is not ('=' or '!')))
        {
            GroupName(start);
            return true;
        }

        var flags = _reader.At;
        var negative = false;
        for (; _reader.Peek is 'i' or 'm' or 's' or '-'; _reader.At++)
        {
            if (_reader.Peek == '-' && negative)
            {
                throw BadGroup(start);
            }

            negative |= _reader.Peek == '-';
            _multiline = _reader.Peek == 'm' ? !negative : _multiline;
        }

        // Without one flag behind it a minus says nothing.
        if (_reader.Peek is not (':' or ')') || (_reader.At > flags && _reader.PeekAt(-1) == '-') || (_reader.At == flags && _reader.Peek == ')'))
        {
            throw BadGroup(start);
        }

        _result.Append("(?").Append(_reader.Since(flags)).Append(_reader.Peek);
        _reader.At++;
        return _reader.PeekAt(-1) == ':';
    }

    private Re2Exception BadGroup(int start)
    {
        _reader.At++;
        return new Re2Exception($"invalid or unsupported Perl syntax: `{_reader.Since(start)}`");
    }

    private void GroupName(int start)
    {
        _reader.TakeIf('P');
        var pattern = _reader.Pattern;
        var close = pattern.IndexOf('>', _reader.At);
        var name = _reader.Peek == '<' && close > _reader.At + 1 ? pattern[(_reader.At + 1)..close] : "";
        _reader.At = close < 0 ? pattern.Length : close + 1;
        if (!IsName(name))
        {
            throw new Re2Exception($"invalid named capture: `{_reader.Since(start)}`");
        }

        // A name that starts with a digit means a number in .NET.
        _result.Append("(?<n").Append(name).Append('>');
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

        return name.Length > 0;
    }

    private bool Escape()
    {
        if (_reader.At + 1 >= _reader.Pattern.Length)
        {
            throw new Re2Exception("trailing backslash at end of expression: ``");
        }

        var set = new RuneSet();
        switch (_reader.PeekAt(1))
        {
            case 'Q':
                Quoted();
                return true;
            case 'A' or 'z' or 'b' or 'B':
                _result.Append('\\').Append(_reader.PeekAt(1));
                _reader.At += 2;
                return true;
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S':
                // Outside brackets the negated sets need no surrogates told apart.
                var negative = char.IsAsciiLetterUpper(_reader.PeekAt(1));
                set.Add(Re2Names.Perl(_reader.PeekAt(1)));
                _reader.At += 2;
                set.Write(_result, negative);
                return true;
            case 'p' or 'P':
                Re2Class.Property(_reader, set);
                set.Write(_result, negative: false);
                return true;
            default:
                RuneSet.WriteOne(_result, _reader.Escaped());
                return true;
        }
    }

    private void Quoted()
    {
        _reader.At += 2;
        var end = _reader.Pattern.IndexOf(@"\E", _reader.At, StringComparison.Ordinal);
        var stop = end < 0 ? _reader.Pattern.Length : end;
        while (_reader.At < stop)
        {
            RuneSet.WriteOne(_result, _reader.Literal());
        }

        _reader.At = end < 0 ? stop : end + 2;
    }
}
