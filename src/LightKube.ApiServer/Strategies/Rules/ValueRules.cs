using System.Net;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>What names, keys and values in specs may look like: the first thing that is wrong, or null.</summary>
internal static class ValueRules
{
    public static string? DnsLabel(string value) => First(NameRules.Dns1123Label(value));

    public static string? Dns1035Label(string value) => First(NameRules.Dns1035Label(value));

    public static string? DnsSubdomain(string value) => First(NameRules.Dns1123Subdomain(value));

    /// <summary>The key of a label, annotation or taint: an optional domain, a slash, a name.</summary>
    public static string? QualifiedName(string value) => First(NameRules.QualifiedName(value));

    public static string? LabelValue(string value) => First(NameRules.LabelValue(value));

    /// <summary>A key of a ConfigMap or Secret, which becomes a file's name.</summary>
    public static string? ConfigKey(string value) => First(NameRules.ConfigKey(value));

    public static string? EnvironmentName(string value) =>
        value.Length > 0 && value.All(c => c is >= ' ' and <= '~' and not '=')
            ? null
            : "a valid environment variable name must consist only of printable ASCII characters other than '='";

    /// <summary>The name of a port (RFC 6335).</summary>
    public static IEnumerable<string> PortName(string value)
    {
        if (value.Length > 15)
        {
            yield return "must be no more than 15 characters";
        }

        if (!value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        }

        if (!value.Any(char.IsAsciiLetterLower))
        {
            yield return "must contain at least one letter (a-z)";
        }

        if (value.Contains("--", StringComparison.Ordinal))
        {
            yield return "must not contain consecutive hyphens";
        }

        if (value.StartsWith('-') || value.EndsWith('-'))
        {
            yield return "must not begin or end with a hyphen";
        }
    }

    public static string? PortNumber(long value) => value is >= 1 and <= 65535 ? null : "must be between 1 and 65535, inclusive";

    /// <summary>An address in its canonical form, without leading zeros.</summary>
    public static string? Address(string value) =>
        IPAddress.TryParse(value, out var parsed) && (value.Contains(':') || parsed.ToString() == value)
            ? null
            : "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

    public static string? NonNegative(long value) => value >= 0 ? null : "must be greater than or equal to 0";

    private static string? First(IReadOnlyList<string> problems) => problems.Count == 0 ? null : problems[0];
}
