using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;

namespace LightKube.Api.Views;

/// <summary>The API's scalars that are strings in JSON, to and from their .NET types. What cannot be read is null: the API server has refused it.</summary>
public static class ViewScalars
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string MicroTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static string FormatMicroTime(DateTimeOffset time) => time.UtcDateTime.ToString(MicroTimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset? ToTime(Value value) =>
        value.AsString is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    public static Quantity? ToQuantity(Value value)
    {
        var text = value.AsString ?? (value.IsInt || value.IsDouble ? value.ToString() : null);
        return text is not null && Quantity.TryParse(text, out var quantity) ? quantity : null;
    }

    public static byte[]? ToBytes(Value value)
    {
        if (value.AsString is not { } text)
        {
            return null;
        }

        var bytes = new byte[text.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : null;
    }
}
