using System.Buffers.Text;
using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;
using LightKube.Api.Schemas;
using LightKube.Api.Views;

namespace LightKube.Api.Validation;

/// <summary>The canonical form of each scalar, as Kubernetes writes it after reading.</summary>
internal static class ScalarForms
{
    /// <summary>True when the value is of that kind; then <paramref name="normal"/> is its canonical form.</summary>
    public static bool Normalise(Value value, TypeKind kind, out Value normal)
    {
        normal = value;
        switch (kind)
        {
            case TypeKind.String:
                return value.AsString is not null;
            case TypeKind.Bool:
                return value.IsBool;
            case TypeKind.Int32:
                normal = value.AsInt ?? 0;
                return value.AsInt is >= int.MinValue and <= int.MaxValue;
            case TypeKind.Int64:
                normal = value.AsInt ?? 0;
                return value.AsInt is not null;
            case TypeKind.Double:
                return value.AsDouble is not null;
            case TypeKind.IntOrString:
                normal = value.AsString is not null ? value : value.AsInt ?? 0;
                return value.AsString is not null || value.AsInt is >= int.MinValue and <= int.MaxValue;
            case TypeKind.Bytes:
                return value.AsString is { } base64 && Base64.IsValid(base64);
            case TypeKind.Time or TypeKind.MicroTime:
                return Time(value, kind, ref normal);
            case TypeKind.Duration:
                return value.AsString is { } duration && GoDuration.TryParse(duration, out var ticks) && Set(ref normal, GoDuration.Format(ticks));
            case TypeKind.Quantity:
                return OfQuantity(value, ref normal);
            case TypeKind.Strings:
                return value.AsList is { } list && AllStrings(list);
            case TypeKind.Any or TypeKind.FieldsV1:
                return value.Kind == ValueKind.Map;
            default:
                return true;
        }
    }

    /// <summary>What upstream's own parsers say of a text that they cannot read; null where the decoder speaks.</summary>
    public static string? Complaint(Value value, TypeKind kind) => (kind, value.AsString) switch
    {
        (TypeKind.Quantity, _) when value.AsMap is null && value.AsList is null && !value.IsBool =>
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        (TypeKind.Time or TypeKind.MicroTime, { } text) => $"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse it",
        (TypeKind.Duration, { } text) => $"time: invalid duration \"{text}\"",
        (TypeKind.Bytes, not null) => "illegal base64 data",
        _ => null,
    };

    private static bool AllStrings(DocList list)
    {
        foreach (ref readonly var item in list.Items)
        {
            if (item.AsString is null)
            {
                return false;
            }
        }

        return true;
    }

    private static bool OfQuantity(Value value, ref Value normal)
    {
        var text = value.AsString ?? (value.AsDouble is not null ? value.ToString() : null);
        return text is not null && Quantity.TryParse(text.AsSpan(), out var quantity) && Set(ref normal, quantity.ToString());
    }

    private static bool Time(Value value, TypeKind kind, ref Value normal)
    {
        if (value.AsString is not { } text || !TryParseRfc3339(text, out var time))
        {
            return false;
        }

        return Set(ref normal, kind == TypeKind.Time ? ViewScalars.FormatTime(time) : ViewScalars.FormatMicroTime(time));
    }

    // 2024-05-06T07:08:09Z, with an optional fraction and an offset in place of the Z.
    private static bool TryParseRfc3339(string text, out DateTimeOffset time)
    {
        time = default;
        return text.Length >= 20
            && text[10] is 'T' or 't' && text[4] == '-' && text[13] == ':'
            && (text[^1] is 'Z' or 'z' || (text[^3] == ':' && text[^6] is ('+' or '-')))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }

    private static bool Set(ref Value normal, string text)
    {
        normal = text;
        return true;
    }
}
