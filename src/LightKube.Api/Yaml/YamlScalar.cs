using System.Globalization;
using LightKube.Api.Documents;

namespace LightKube.Api.Yaml;

/// <summary>What a plain (unquoted) scalar means. Follows Kubernetes' reader: YAML 1.1 booleans and octal numbers, timestamps as text.</summary>
internal static class YamlScalar
{
    public static Value Resolve(string text)
    {
        if (text.Length == 0)
        {
            return Value.Null;
        }

        var first = text[0];
        if (char.IsAsciiDigit(first) || first is '+' or '-' or '.')
        {
            return Number(text);
        }

        return text switch
        {
            "~" or "null" or "Null" or "NULL" => Value.Null,
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "y" or "Y" or "on" or "On" or "ON" => Value.True,
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "n" or "N" or "off" or "Off" or "OFF" => Value.False,
            _ => text,
        };
    }

    /// <summary>True when the text, written without quotes, would not come back as the same string.</summary>
    public static bool IsMisread(string text) => Resolve(text).AsString is null;

    private static Value Number(string text)
    {
        var plain = text.Contains('_', StringComparison.Ordinal) ? text.Replace("_", "", StringComparison.Ordinal) : text;
        if (Integer(plain) is { } integer)
        {
            return integer;
        }

        return IsFloat(plain) && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : text;
    }

    // Decimal, 0x1f, 0b11, 0o17, and 017, which is octal: file modes are written so.
    private static long? Integer(string text)
    {
        var negative = text[0] == '-';
        var digits = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        if (digits.Length == 0 || !char.IsAsciiDigit(digits[0]))
        {
            return null;
        }

        var radix = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (radix, var prefix) = digits[1] switch
            {
                'x' or 'X' => (16, 2),
                'b' or 'B' => (2, 2),
                'o' or 'O' => (8, 2),
                _ => (8, 1),
            };
            digits = digits[prefix..];
        }

        return Parse(digits, radix) is { } magnitude ? negative ? -magnitude : magnitude : null;
    }

    private static long? Parse(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.Length == 0)
        {
            return null;
        }

        UInt128 sum = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : int.MaxValue;
            if (digit >= radix)
            {
                return null;
            }

            sum = sum * (uint)radix + (uint)digit;
            if (sum > long.MaxValue)
            {
                return null;
            }
        }

        return (long)sum;
    }

    private static bool IsFloat(string text)
    {
        var at = text[0] is '-' or '+' ? 1 : 0;
        var digits = 0;
        var point = false;
        for (; at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '.' && !point)); at++)
        {
            point |= text[at] == '.';
            digits += text[at] == '.' ? 0 : 1;
        }

        if (digits == 0 || at == text.Length)
        {
            return digits > 0;
        }

        if (text[at] is not ('e' or 'E'))
        {
            return false;
        }

        at += at + 1 < text.Length && text[at + 1] is ('-' or '+') ? 2 : 1;
        return at < text.Length && text.AsSpan(at).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
