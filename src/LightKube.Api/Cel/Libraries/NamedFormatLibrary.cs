using System.Globalization;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;
using LightKube.Api.Validation;

namespace LightKube.Api.Cel.Libraries;

/// <summary>A form that text can have.</summary>
/// <param name="name">As messages call it.</param>
/// <param name="maxRegexSize">The length of its regular expression, for costs.</param>
/// <param name="check">What is wrong with a text; empty when nothing is.</param>
internal sealed class NamedFormat(string name, int maxRegexSize, Func<string, IReadOnlyList<string>> check) : CelOpaque
{
    public int MaxRegexSize { get; } = maxRegexSize;

    public override CelType Type => NamedFormatLibrary.FormatType;

    public IReadOnlyList<string> Check(string text) => check(text);

    public override bool ContentEquals(CelOpaque other) => other is NamedFormat && other.ToString() == name;

    public override string ToString() => name;
}

/// <summary>Kubernetes' formats: <c>format.dns1123Label().validate("a_b")</c>.</summary>
internal static class NamedFormatLibrary
{
    private static readonly Dictionary<string, NamedFormat> Formats = new(StringComparer.Ordinal)
    {
        ["dns1123Label"] = new("DNS1123Label", 30, NameRules.Dns1123Label),
        ["dns1123Subdomain"] = new("DNS1123Subdomain", 60, NameRules.Dns1123Subdomain),
        ["dns1035Label"] = new("DNS1035Label", 30, NameRules.Dns1035Label),
        ["qualifiedName"] = new("QualifiedName", 60, NameRules.QualifiedName),
        ["dns1123LabelPrefix"] = new("DNS1123LabelPrefix", 30, static text => NameRules.Dns1123Label(Unmasked(text))),
        ["dns1123SubdomainPrefix"] = new("DNS1123SubdomainPrefix", 60, static text => NameRules.Dns1123Subdomain(Unmasked(text))),
        ["dns1035LabelPrefix"] = new("DNS1035LabelPrefix", 30, static text => NameRules.Dns1035Label(Unmasked(text))),
        ["labelValue"] = new("LabelValue", 40, NameRules.LabelValue),
        ["uri"] = new("URI", 1066, static text => UrlLibrary.Parse(text, out var problem) is null ? [problem] : []),
        ["uuid"] = new("uuid", 67, static text => IsUuid(text) ? [] : ["does not match the UUID format"]),
        ["byte"] = new("byte", 84, static text => IsBase64(text) ? [] : ["invalid base64"]),
        ["date"] = new("date", 117, static text =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? [] : ["invalid date"]),
        ["datetime"] = new("datetime", 117, static text => CelTimestampText.Parse(text) is not null ? [] : ["invalid datetime"]),
    };

    public static CelType FormatType { get; } = CelType.Opaque("kubernetes.NamedFormat");

    public static void Declare(FunctionTable table)
    {
        foreach (var (name, format) in Formats)
        {
            table.Add($"format.{name}", $"format.{name}():kubernetes.NamedFormat", _ => format);
        }

        table.Add("format-named", "format.named(string):optional(kubernetes.NamedFormat)", static args =>
            Formats.TryGetValue(args[0].AsString!, out var format) ? CelOptional.Of(format) : CelOptional.None);
        table.Add("format-validate", "<kubernetes.NamedFormat>.validate(string):optional(list(string))", static args =>
        {
            var problems = ((NamedFormat)args[0].AsOpaque!).Check(args[1].AsString!);
            return problems.Count == 0 ? CelOptional.None : CelOptional.Of(ArrayList.Of([.. problems]));
        });
    }

    // A prefix may end with a dash, since a suffix follows.
    private static string Unmasked(string text) => text.Length > 1 && text[^1] == '-' ? text[..^2] + "a" : text;

    private static bool IsUuid(string text)
    {
        var plain = text.Replace("-", "", StringComparison.Ordinal);
        return plain.Length == 32 && Array.TrueForAll(plain.ToCharArray(), char.IsAsciiHexDigit) && text.Length is 32 or 36;
    }

    private static bool IsBase64(string text) =>
        text.Length > 0 && text.Length % 4 == 0 && Convert.TryFromBase64String(text, new byte[text.Length], out _);
}
