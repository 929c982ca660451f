namespace LightKube.Api.Regexes;

/// <summary>Reads what stands for one of several characters: <c>[a-z\d[:punct:]]</c>, <c>\pL</c>, <c>\w</c>.</summary>
internal static class Re2Class
{
    /// <summary>A class in brackets; the opening one is next.</summary>
    public static RuneSet Bracketed(Re2Reader reader, out bool negative)
    {
        var start = reader.At++;
        negative = reader.TakeIf('^');
        var set = new RuneSet();
        for (var first = true; first || reader.Peek != ']'; first = false)
        {
            Item(reader, set, start);
        }

        reader.At++;
        return set;
    }

    /// <summary><c>\d</c> and its like; the backslash is next.</summary>
    public static void Perl(Re2Reader reader, RuneSet to)
    {
        var kind = reader.PeekAt(1);
        reader.At += 2;
        Add(to, Re2Names.Perl(kind), char.IsAsciiLetterUpper(kind));
    }

    /// <summary><c>\pN</c>, <c>\p{Lu}</c> or <c>\P{Greek}</c>; the backslash is next.</summary>
    public static void Property(Re2Reader reader, RuneSet to)
    {
        var start = reader.At;
        var negative = reader.PeekAt(1) == 'P';
        reader.At += 2;
        var name = PropertyName(reader);
        if (name.StartsWith('^'))
        {
            negative = !negative;
            name = name[1..];
        }

        if (Re2Names.IsCategory(name))
        {
            to.AddCategory(name, negative);
        }
        else
        {
            Add(to, Re2Names.Script(name) ?? throw BadRange(reader, start), negative);
        }
    }

    private static string PropertyName(Re2Reader reader)
    {
        var start = reader.At - 2;
        if (reader.IsAtEnd)
        {
            throw BadRange(reader, start);
        }

        if (!reader.TakeIf('{'))
        {
            return reader.Pattern[reader.At++].ToString();
        }

        var end = reader.Pattern.IndexOf('}', reader.At);
        if (end < 0)
        {
            reader.At = reader.Pattern.Length;
            throw BadRange(reader, start);
        }

        var name = reader.Pattern[reader.At..end];
        reader.At = end + 1;
        return name;
    }

    private static void Item(Re2Reader reader, RuneSet set, int start)
    {
        if (reader.Peek == '[' && reader.PeekAt(1) == ':' && reader.Pattern.IndexOf(":]", reader.At + 2, StringComparison.Ordinal) is >= 0 and var end)
        {
            Posix(reader, set, end);
            return;
        }

        if (reader.Peek == '\\' && Re2Names.IsPerl(reader.PeekAt(1)))
        {
            Perl(reader, set);
            return;
        }

        if (reader.Peek == '\\' && reader.PeekAt(1) is 'p' or 'P')
        {
            Property(reader, set);
            return;
        }

        var from = reader.At;
        var low = Character(reader, start);
        var high = low;
        if (reader.Peek == '-' && reader.PeekAt(1) is not (']' or '\0'))
        {
            reader.At++;
            high = Character(reader, start);
        }

        if (high < low)
        {
            throw BadRange(reader, from);
        }

        set.Add(low, high);
    }

    private static int Character(Re2Reader reader, int start)
    {
        if (reader.IsAtEnd || (reader.Peek == '\\' && reader.At + 1 == reader.Pattern.Length))
        {
            throw new Re2Exception($"missing closing ]: `{reader.Pattern[start..]}`");
        }

        return reader.Peek == '\\' ? reader.Escaped() : reader.Literal();
    }

    private static void Posix(Re2Reader reader, RuneSet set, int end)
    {
        var start = reader.At;
        var name = reader.Pattern[(start + 2)..end];
        var negative = name.StartsWith('^');
        reader.At = end + 2;
        Add(set, Re2Names.Posix(negative ? name[1..] : name) ?? throw BadRange(reader, start), negative);
    }

    private static void Add(RuneSet to, (int Low, int High)[] ranges, bool negative)
    {
        if (negative)
        {
            to.AddAllBut(ranges);
        }
        else
        {
            to.Add(ranges);
        }
    }

    private static Re2Exception BadRange(Re2Reader reader, int start) => new($"invalid character class range: `{reader.Since(start)}`");
}
