using System.Globalization;
using System.Text;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary><c>"%s has %d".format([a, b])</c>.</summary>
internal static class FormatLibrary
{
    private const int DefaultPrecision = 6;

    /// <summary>More digits than a double has are of no use, and would be a way to make long texts at no cost.</summary>
    private const int MaxPrecision = 1000;

    public static void Declare(FunctionTable table) =>
        table.Add("string_format", "<string>.format(list(dyn)):string", static args => Format(args[0].AsString!, args[1]));

    private sealed class FormatException(string message) : Exception(message);

    private static CelValue Format(string pattern, CelValue arguments)
    {
        arguments.TryList(out var list);
        var text = new StringBuilder();
        var used = 0;
        try
        {
            for (var at = 0; at < pattern.Length;)
            {
                if (pattern[at] != '%')
                {
                    text.Append(pattern[at++]);
                }
                else if (at + 1 < pattern.Length && pattern[at + 1] == '%')
                {
                    text.Append('%');
                    at += 2;
                }
                else
                {
                    Clause(text, pattern, ref at, list, used++);
                    TextSize.Require(text.Length);
                }
            }
        }
        catch (FormatException e)
        {
            return CelValue.Error(e.Message);
        }

        return text.ToString();
    }

    private static void Clause(StringBuilder text, string pattern, ref int at, ListView list, int index)
    {
        if (index >= list.Count)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"index {index} out of range"));
        }

        var precision = Precision(pattern, ref at);
        var value = list[index];
        var clause = pattern[at++];
        text.Append(clause switch
        {
            's' => Text(value),
            'd' => Decimal(value),
            'f' => Fixed(Number(value, "fixed-point"), precision),
            'e' => Scientific(Number(value, "scientific"), precision),
            'b' => Binary(value),
            'o' => Octal(value),
            'x' or 'X' => clause == 'X' ? Hex(value).ToUpperInvariant() : Hex(value),
            _ => throw new FormatException($"could not parse formatting clause: unrecognized formatting clause \"{clause}\""),
        });
    }

    private static int Precision(string pattern, ref int at)
    {
        if (++at >= pattern.Length)
        {
            throw new FormatException("unexpected end of string");
        }

        if (pattern[at] != '.')
        {
            return DefaultPrecision;
        }

        var start = ++at;
        while (at < pattern.Length && char.IsAsciiDigit(pattern[at]))
        {
            at++;
        }

        if (at >= pattern.Length)
        {
            throw new FormatException("could not parse formatting clause: error while parsing precision: could not find end of precision specifier");
        }

        return int.TryParse(pattern.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var precision) && precision <= MaxPrecision
            ? precision
            : throw new FormatException($"could not parse formatting clause: error while parsing precision: invalid precision {pattern[start..at]}");
    }

    private static FormatException Unfit(string what, CelValue value) => new($"error during formatting: {what}, was given {value.Type.Name}");

    private static string Text(CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.List => List(value),
        CelKind.Map => Map(value),
        CelKind.Opaque or CelKind.Optional => throw Unfit(
            "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps", value),
        _ => Conversions.ToText(value) is { IsError: false } text ? text.AsString! : throw new FormatException("could not convert argument to string"),
    };

    private static string List(CelValue value)
    {
        value.TryList(out var list);
        var text = new StringBuilder("[");
        for (var i = 0; i < list.Count; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(Nested(list[i]));
        }

        return text.Append(']').ToString();
    }

    private static string Map(CelValue value)
    {
        value.TryMap(out var map);
        var entries = new List<string>(map.Count);
        for (var i = 0; i < map.Count; i++)
        {
            var key = map.KeyAt(i);
            if (!key.IsUnset)
            {
                entries.Add($"{Nested(key)}:{Nested(map.Find(key))}");
            }
        }

        entries.Sort(StringComparer.Ordinal);
        return $"{{{string.Join(", ", entries)}}}";
    }

    private static string Nested(CelValue value) => value.Kind switch
    {
        CelKind.String => GoQuote.Quote(value.AsString!),
        CelKind.Bytes => "b" + GoQuote.Quote(Text(value)),
        CelKind.Timestamp => $"timestamp({GoQuote.Quote(value.ToString())})",
        CelKind.Duration => $"duration({GoQuote.Quote(value.ToString())})",
        CelKind.Double => Special(value.Double) is { } special ? $"\"{special}\"" : value.Double.ToString("F6", CultureInfo.InvariantCulture),
        _ => Text(value),
    };

    private static string Decimal(CelValue value) => value.Kind is CelKind.Int or CelKind.Uint
        ? value.ToString()
        : throw Unfit("decimal clause can only be used on integers", value);

    private static double Number(CelValue value, string clause) => value.Kind switch
    {
        CelKind.Double => value.Double,
        CelKind.String when value.AsString == "NaN" => double.NaN,
        CelKind.String when value.AsString == "Infinity" => double.PositiveInfinity,
        CelKind.String when value.AsString == "-Infinity" => double.NegativeInfinity,
        _ => throw Unfit($"{clause} clause can only be used on doubles", value),
    };

    private static string? Special(double number) =>
        double.IsNaN(number) ? "NaN" : double.IsPositiveInfinity(number) ? "∞" : double.IsNegativeInfinity(number) ? "-∞" : null;

    private static string Fixed(double number, int precision) => Special(number) ?? number.ToString($"N{precision}", CultureInfo.InvariantCulture);

    // As Go's localized printer has it, with narrow no-break spaces.
    private static string Scientific(double number, int precision)
    {
        if (Special(number) is { } special)
        {
            return special;
        }

        var text = number.ToString($"e{precision}", CultureInfo.InvariantCulture);
        var e = text.IndexOf('e', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{text[..e]}\u202f\u00d7\u202f10{Superscript(exponent)}");
    }

    private static string Superscript(int exponent)
    {
        var text = Math.Abs(exponent).ToString("D2", CultureInfo.InvariantCulture);
        var result = new StringBuilder(exponent < 0 ? "⁻" : "");
        foreach (var digit in text)
        {
            result.Append("⁰¹²³⁴⁵⁶⁷⁸⁹"[digit - '0']);
        }

        return result.ToString();
    }

    private static string Binary(CelValue value) => value.Kind switch
    {
        CelKind.Bool => value.IsTrue ? "1" : "0",
        CelKind.Int or CelKind.Uint => Radix(value, "b"),
        _ => throw Unfit("only integers and bools can be formatted as binary", value),
    };

    private static string Octal(CelValue value)
    {
        if (value.Kind is not (CelKind.Int or CelKind.Uint))
        {
            throw Unfit("octal clause can only be used on integers", value);
        }

        var (negative, magnitude) = Magnitude(value);
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, (char)('0' + magnitude % 8));
            magnitude /= 8;
        }
        while (magnitude > 0);
        return (negative ? "-" : "") + digits;
    }

    private static string Hex(CelValue value) => value.Kind switch
    {
        CelKind.Int or CelKind.Uint => Radix(value, "x"),
        CelKind.String => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.AsString!)),
        CelKind.Bytes => Convert.ToHexStringLower(value.AsBytes!.Data),
        _ => throw Unfit("only integers, byte buffers, and strings can be formatted as hex", value),
    };

    private static string Radix(CelValue value, string format)
    {
        var (negative, magnitude) = Magnitude(value);
        return (negative ? "-" : "") + magnitude.ToString(format, CultureInfo.InvariantCulture);
    }

    private static (bool Negative, ulong Magnitude) Magnitude(CelValue value) =>
        value.Kind == CelKind.Int && value.Int < 0 ? (true, unchecked((ulong)-value.Int)) : (false, value.Uint);
}
