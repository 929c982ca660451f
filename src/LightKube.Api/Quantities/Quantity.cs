using System.Globalization;

namespace LightKube.Api.Quantities;

/// <summary>How a quantity was written, and so how it is written again.</summary>
public enum QuantityFormat : byte
{
    /// <summary>Powers of 1000: m, k, M, G …</summary>
    DecimalSI,

    /// <summary>Powers of 1024: Ki, Mi, Gi …</summary>
    BinarySI,

    /// <summary>Powers of ten: 1e3.</summary>
    DecimalExponent,
}

/// <summary>
/// A Kubernetes quantity: a fixed-point number with a suffix. Exact to 10⁻⁹, to which finer values are rounded up, as
/// Kubernetes does; at most 2⁶³-1 whole units.
/// </summary>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    private const long NanoPerUnit = 1_000_000_000;
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    private static readonly Int128 Max = (Int128)long.MaxValue * NanoPerUnit;

    private readonly Int128 _nano;

    private Quantity(Int128 nano, QuantityFormat format)
    {
        _nano = nano > Max ? Max : nano < -Max ? -Max : nano;
        Format = format;
    }

    public QuantityFormat Format { get; }

    public static Quantity Zero => default;

    public static Quantity FromUnits(long units, QuantityFormat format = QuantityFormat.DecimalSI) => new((Int128)units * NanoPerUnit, format);

    public static Quantity FromMilli(long milli, QuantityFormat format = QuantityFormat.DecimalSI) => new((Int128)milli * 1_000_000, format);

    /// <summary>Whole units, rounded up.</summary>
    public long Units => (long)DivideUp(_nano, NanoPerUnit);

    /// <summary>Thousandths, rounded up; saturates at the ends of a long.</summary>
    public long Milli
    {
        get
        {
            var milli = DivideUp(_nano, 1_000_000);
            return milli > long.MaxValue ? long.MaxValue : milli < long.MinValue ? long.MinValue : (long)milli;
        }
    }

    /// <summary>It has no fraction of a unit.</summary>
    public bool IsWhole => _nano % NanoPerUnit == 0;

    public bool IsZero => _nano == 0;

    public int Sign => Int128.Sign(_nano);

    /// <summary>The nearest double.</summary>
    public double ToDouble() => (double)_nano / NanoPerUnit;

    /// <exception cref="FormatException">The text is not a quantity.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity)
            ? quantity
            : throw new FormatException("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity)
    {
        quantity = default;
        var negative = text.Length > 0 && text[0] == '-';
        var at = text.Length > 0 && text[0] is '-' or '+' ? 1 : 0;
        if (!TryParseDigits(text, ref at, out var digits, out var fraction, out var lost)
            || !TryParseSuffix(text[at..], out var format, out var ten, out var two))
        {
            return false;
        }

        quantity = new Quantity(Scale(digits, 9 - fraction + ten, two, lost), format);
        if (negative)
        {
            quantity = new Quantity(-quantity._nano, format);
        }

        return true;
    }

    public static Quantity operator +(Quantity left, Quantity right) => new(left._nano + right._nano, left.IsZero ? right.Format : left.Format);

    public static Quantity operator -(Quantity left, Quantity right) => new(left._nano - right._nano, left.IsZero ? right.Format : left.Format);

    public static bool operator <(Quantity left, Quantity right) => left._nano < right._nano;

    public static bool operator >(Quantity left, Quantity right) => left._nano > right._nano;

    public static bool operator <=(Quantity left, Quantity right) => left._nano <= right._nano;

    public static bool operator >=(Quantity left, Quantity right) => left._nano >= right._nano;

    public static bool operator ==(Quantity left, Quantity right) => left._nano == right._nano;

    public static bool operator !=(Quantity left, Quantity right) => left._nano != right._nano;

    public int CompareTo(Quantity other) => _nano.CompareTo(other._nano);

    public bool Equals(Quantity other) => _nano == other._nano;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => _nano.GetHashCode();

    /// <summary>The canonical form: no fraction, the largest suffix that allows it.</summary>
    public override string ToString()
    {
        if (_nano == 0)
        {
            return "0";
        }

        // Binary suffixes say nothing below one: such a number is written with decimal ones, as Kubernetes does.
        if (Format == QuantityFormat.BinarySI && _nano % NanoPerUnit == 0 && Int128.Abs(_nano) >= 1024 * (Int128)NanoPerUnit)
        {
            return Binary(_nano / NanoPerUnit);
        }

        var value = _nano;
        var power = 0;
        while (power < DecimalSuffixes.Length - 1 && value % 1000 == 0)
        {
            value /= 1000;
            power++;
        }

        if (Format == QuantityFormat.BinarySI && power > 3)
        {
            for (; power > 3; power--)
            {
                value *= 1000;
            }
        }

        var digits = value.ToString(CultureInfo.InvariantCulture);
        var exponent = (power - 3) * 3;
        return Format == QuantityFormat.DecimalExponent
            ? exponent == 0 ? digits : $"{digits}e{exponent.ToString(CultureInfo.InvariantCulture)}"
            : digits + DecimalSuffixes[power];
    }

    private static string Binary(Int128 units)
    {
        var power = 0;
        while (power < BinarySuffixes.Length - 1 && units % 1024 == 0)
        {
            units /= 1024;
            power++;
        }

        return units.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[power];
    }

    // Digits with at most one point. What does not fit into 30 digits cannot matter below the cap, but for rounding up.
    private static bool TryParseDigits(ReadOnlySpan<char> text, ref int at, out Int128 digits, out int fraction, out bool lost)
    {
        digits = 0;
        fraction = 0;
        lost = false;
        var seen = false;
        var point = false;
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (c == '.' && !point)
            {
                point = true;
                continue;
            }

            if (!char.IsAsciiDigit(c))
            {
                break;
            }

            seen = true;
            if (point && fraction >= 18)
            {
                lost |= c != '0';
                continue;
            }

            if (digits > Max)
            {
                // Far above the largest quantity already.
                fraction -= point ? 0 : 1;
                continue;
            }

            digits = digits * 10 + (c - '0');
            fraction += point ? 1 : 0;
        }

        return seen;
    }

    private static bool TryParseSuffix(ReadOnlySpan<char> suffix, out QuantityFormat format, out int ten, out int two)
    {
        format = QuantityFormat.DecimalSI;
        ten = 0;
        two = 0;
        if (suffix.Length >= 2 && suffix[0] is 'e' or 'E' && suffix[1] != 'i')
        {
            format = QuantityFormat.DecimalExponent;
            return suffix.Length <= 4 && int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ten);
        }

        for (var i = 0; i < DecimalSuffixes.Length; i++)
        {
            if (suffix.SequenceEqual(DecimalSuffixes[i]))
            {
                ten = (i - 3) * 3;
                return true;
            }
        }

        for (var i = 1; i < BinarySuffixes.Length; i++)
        {
            if (suffix.SequenceEqual(BinarySuffixes[i]))
            {
                format = QuantityFormat.BinarySI;
                two = i * 10;
                return true;
            }
        }

        return false;
    }

    private static Int128 Scale(Int128 digits, int ten, int two, bool roundUp)
    {
        if (digits == 0)
        {
            return roundUp ? 1 : 0;
        }

        for (; two > 0 && digits <= Max; two--)
        {
            digits *= 2;
        }

        for (; ten > 0 && digits <= Max; ten--)
        {
            digits *= 10;
        }

        for (; ten < 0 && digits > 0; ten++)
        {
            roundUp |= digits % 10 != 0;
            digits /= 10;
        }

        return digits > Max ? Max : roundUp ? digits + 1 : digits;
    }

    private static Int128 DivideUp(Int128 value, Int128 by)
    {
        var (quotient, rest) = Int128.DivRem(value, by);
        return rest > 0 ? quotient + 1 : quotient;
    }
}
