using System.Globalization;

namespace LightKube.Api.Cel.Values;

/// <summary>What numbers of different types have in common: order, text, conversion without loss.</summary>
internal static class CelNumbers
{
    /// <summary>2⁶³, the first double above all integers.</summary>
    public const double IntEnd = 9223372036854775808.0;

    /// <summary>2⁶⁴, the first double above all unsigned integers.</summary>
    public const double UintEnd = 18446744073709551616.0;

    /// <summary>Below, equal or above: -1, 0, 1; null when one is not a number (NaN).</summary>
    public static int? Compare(CelValue left, CelValue right) => (left.Kind, right.Kind) switch
    {
        (CelKind.Int, CelKind.Int) => left.Int.CompareTo(right.Int),
        (CelKind.Uint, CelKind.Uint) => left.Uint.CompareTo(right.Uint),
        (CelKind.Int, CelKind.Uint) => left.Int < 0 ? -1 : ((ulong)left.Int).CompareTo(right.Uint),
        (CelKind.Uint, CelKind.Int) => right.Int < 0 ? 1 : left.Uint.CompareTo((ulong)right.Int),
        (CelKind.Double, CelKind.Double) => Doubles(left.Double, right.Double),
        (CelKind.Int, CelKind.Double) => IntAndDouble(left.Int, right.Double),
        (CelKind.Double, CelKind.Int) => -IntAndDouble(right.Int, left.Double),
        (CelKind.Uint, CelKind.Double) => UintAndDouble(left.Uint, right.Double),
        (CelKind.Double, CelKind.Uint) => -UintAndDouble(right.Uint, left.Double),
        _ => null,
    };

    /// <summary>As Go writes a double with the fewest digits that tell it.</summary>
    /// <param name="exponentFrom">The power of ten from which on an exponent is written: 21 in messages, 6 when an expression converts.</param>
    public static string Format(double number, int exponentFrom = 21)
    {
        if (double.IsNaN(number))
        {
            return "NaN";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "+Inf" : "-Inf";
        }

        var sign = double.IsNegative(number) ? "-" : "";
        if (number == 0)
        {
            return sign + "0";
        }

        var (digits, point) = Digits(number.ToString("R", CultureInfo.InvariantCulture));
        var exponent = point - 1;
        if (exponent >= -4 && exponent < exponentFrom)
        {
            return sign + Positional(digits, point);
        }

        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
        var power = Math.Abs(exponent).ToString("D2", CultureInfo.InvariantCulture);
        return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{power}";
    }

    /// <summary>The digits with the decimal point after the first of them that many.</summary>
    private static string Positional(string digits, int point) =>
        point <= 0 ? "0." + new string('0', -point) + digits
        : point >= digits.Length ? digits + new string('0', point - digits.Length)
        : $"{digits[..point]}.{digits[point..]}";

    // The significant digits of 12.5, 1E+30, -0.001 and where the point stands relative to their start.
    private static (string Digits, int Point) Digits(string text)
    {
        text = text.TrimStart('-');
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = e < 0 ? text : text[..e];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var point = (dot < 0 ? mantissa.Length : dot) + exponent;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leading = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0') is { Length: > 0 } kept ? kept : "0", point - leading);
    }

    private static int? Doubles(double left, double right) =>
        left < right ? -1 : left > right ? 1 : left == right ? 0 : null;

    // As cel-go: within the range of integers both are compared as doubles, which may lose the last digits of an integer.
    private static int? IntAndDouble(long left, double right) =>
        right > IntEnd ? -1 : right < -IntEnd ? 1 : Doubles(left, right);

    private static int? UintAndDouble(ulong left, double right) =>
        right > UintEnd ? -1 : right < 0 ? 1 : Doubles(left, right);
}
