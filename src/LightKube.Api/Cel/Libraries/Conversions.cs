using System.Globalization;
using System.Text;
using LightKube.Api.Cel.Values;
using LightKube.Api.Validation;

namespace LightKube.Api.Cel.Libraries;

/// <summary>Conversions between types: <c>int("1")</c>, <c>string(1)</c>.</summary>
internal static class Conversions
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static CelValue ToInt(CelValue value) => value.Kind switch
    {
        CelKind.Int => value,
        CelKind.Uint => value.Uint > long.MaxValue ? CelError.IntOverflow : (long)value.Uint,
        CelKind.Double => double.IsNaN(value.Double) || value.Double >= CelNumbers.IntEnd || value.Double <= -CelNumbers.IntEnd
            ? CelError.IntOverflow
            : (long)value.Double,
        CelKind.Timestamp => value.AsTimestamp!.Seconds,
        CelKind.Duration => value.Int,
        _ => TryInt(value.AsString!, out var number) ? number : Failed("int", value.AsString!),
    };

    public static CelValue ToUint(CelValue value) => value.Kind switch
    {
        CelKind.Uint => value,
        CelKind.Int => value.Int < 0 ? CelError.UintOverflow : (ulong)value.Int,
        CelKind.Double => double.IsNaN(value.Double) || value.Double < 0 || value.Double >= CelNumbers.UintEnd
            ? CelError.UintOverflow
            : (ulong)value.Double,
        _ => ulong.TryParse(value.AsString, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Failed("uint", value.AsString!),
    };

    public static CelValue ToDouble(CelValue value) => value.Kind switch
    {
        CelKind.Double => value,
        CelKind.Int => (double)value.Int,
        CelKind.Uint => (double)value.Uint,
        _ => TryDouble(value.AsString!, out var number) ? number : Failed("double", value.AsString!),
    };

    public static CelValue ToText(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Bytes:
                try
                {
                    return Utf8.GetString(value.AsBytes!.Data);
                }
                catch (DecoderFallbackException)
                {
                    return CelValue.Error("invalid UTF-8 in bytes, cannot convert to string");
                }

            case CelKind.Double:
                return CelNumbers.Format(value.Double, exponentFrom: 6);
            case CelKind.String:
                return value;
            default:
                return value.ToString();
        }
    }

    public static CelValue ToBytes(CelValue value) => value.AsString is { } text ? new CelBytes(Encoding.UTF8.GetBytes(text)) : value;

    public static CelValue ToBool(CelValue value) => value.AsString switch
    {
        null => value,
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        var text => Failed("bool", text),
    };

    public static CelValue ToTimestamp(CelValue value) => value.Kind switch
    {
        CelKind.Timestamp => value,
        CelKind.Int => value.Int is < CelTimestamp.MinSeconds or > CelTimestamp.MaxSeconds ? CelError.TimestampOverflow : new CelTimestamp(value.Int, 0),
        _ => CelTimestampText.Parse(value.AsString) is { } moment ? moment : Failed("google.protobuf.Timestamp", value.AsString!),
    };

    public static CelValue ToDuration(CelValue value) => value.AsString is not { } text ? value
        : GoDuration.TryParse(text, out var nanos) ? CelValue.Duration(nanos)
        : Failed("google.protobuf.Duration", text);

    private static CelValue Failed(string type, string text) => CelValue.Error($"type conversion error from 'string' to '{type}': {text}");

    private static bool TryInt(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool TryDouble(string text, out double number)
    {
        switch (text.TrimStart('+', '-').ToLowerInvariant())
        {
            case "inf" or "infinity":
                number = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            case "nan":
                number = double.NaN;
                return true;
            default:
                return double.TryParse(text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out number)
                    && !double.IsInfinity(number);
        }
    }
}
