using System.Globalization;
using System.Net;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>
/// What names, keys and values may look like, with the words of Kubernetes (apimachinery, util/validation). Each rule returns what is wrong,
/// or null.
/// </summary>
internal static class NameRules
{
    private const int MaxLabel = 63;
    private const int MaxSubdomain = 253;

    public static string? DnsLabel(string value) => TooLong(value, MaxLabel) ?? (IsLabel(value)
        ? null
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");

    public static string? Dns1035Label(string value) => TooLong(value, MaxLabel) ?? (IsLabel(value) && char.IsAsciiLetterLower(value[0])
        ? null
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");

    public static string? DnsSubdomain(string value) => TooLong(value, MaxSubdomain) ?? (IsSubdomain(value)
        ? null
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");

    /// <summary>A name that becomes one segment of a path, as RBAC's do.</summary>
    public static string? PathSegment(string value) => value switch
    {
        "." or ".." => $"may not be '{value}'",
        _ when value.Contains('/') => "may not contain '/'",
        _ when value.Contains('%') => "may not contain '%'",
        _ => null,
    };

    /// <summary>The key of a label, annotation or taint: an optional domain, a slash, a name.</summary>
    public static string? QualifiedName(string value)
    {
        var slash = value.IndexOf('/');
        if (slash >= 0)
        {
            if (value.IndexOf('/', slash + 1) >= 0)
            {
                return "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            }

            if (slash == 0)
            {
                return "prefix part must be non-empty";
            }

            if (DnsSubdomain(value[..slash]) is { } problem)
            {
                return $"prefix part {problem}";
            }
        }

        var name = value.AsSpan(slash + 1);
        return name.Length switch
        {
            0 => "name part must be non-empty",
            > MaxLabel => "name part must be no more than 63 characters",
            _ when !IsName(name) => "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
            _ => null,
        };
    }

    public static string? LabelValue(string value) => TooLong(value, MaxLabel) ?? (value.Length == 0 || IsName(value)
        ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");

    /// <summary>A key of a ConfigMap or Secret, which becomes a file's name.</summary>
    public static string? ConfigKey(string value)
    {
        if (TooLong(value, MaxSubdomain) is { } problem)
        {
            return problem;
        }

        if (value.Length == 0 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
        }

        return value == "." ? "must not be '.'" : value.StartsWith("..", StringComparison.Ordinal) ? "must not start with '..'" : null;
    }

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

    private static string? TooLong(string value, int max) =>
        value.Length > max ? string.Create(CultureInfo.InvariantCulture, $"must be no more than {max} characters") : null;

    private static bool IsLabel(ReadOnlySpan<char> value)
    {
        if (value.Length == 0 || value[0] == '-' || value[^1] == '-')
        {
            return false;
        }

        foreach (var c in value)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSubdomain(string value)
    {
        foreach (var range in value.AsSpan().Split('.'))
        {
            if (!IsLabel(value.AsSpan()[range]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsName(ReadOnlySpan<char> value)
    {
        if (!char.IsAsciiLetterOrDigit(value[0]) || !char.IsAsciiLetterOrDigit(value[^1]))
        {
            return false;
        }

        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }

        return true;
    }
}
