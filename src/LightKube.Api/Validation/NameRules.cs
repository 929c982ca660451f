using LightKube.Api.Schemas;

namespace LightKube.Api.Validation;

/// <summary>
/// What may be a name, a label, an annotation key. Every rule returns what is wrong in Kubernetes' words, nothing when
/// all is well (apimachinery's validation rules).
/// </summary>
public static class NameRules
{
    public const int MaxLabelLength = 63;
    public const int MaxSubdomainLength = 253;

    private const string QualifiedFormat = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string LabelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

    private static readonly string Qualified = Regex(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        QualifiedFormat, "MyName", "my.name", "123-abc");

    private static readonly string LabelValueText = Regex(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        $"({QualifiedFormat})?", "MyValue", "my_value", "12345");

    private static readonly string Dns1123LabelText = Regex(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
        LabelFormat, "my-name", "123-abc");

    private static readonly string Dns1123SubdomainText = Regex(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        $@"{LabelFormat}(\.{LabelFormat})*", "example.com");

    private static readonly string Dns1035LabelText = Regex(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123");

    private static readonly string ConfigKeyText = Regex(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name");

    /// <summary>The rule for the names of that kind's objects.</summary>
    public static Func<string, IReadOnlyList<string>> For(KindSchema kind) => (kind.Group, kind.Kind) switch
    {
        ("", "Namespace") => Dns1123Label,
        ("", "Service") => Dns1035Label,
        ("rbac.authorization.k8s.io", _) => PathSegment,
        ("apiregistration.k8s.io", _) => PathSegment,
        ("coordination.k8s.io", "Lease") => Dns1123Subdomain,
        ("networking.k8s.io", "IPAddress") => static name => System.Net.IPAddress.TryParse(name, out _) ? [] : ["must be a valid IP address"],
        _ => Dns1123Subdomain,
    };

    public static IReadOnlyList<string> Dns1123Label(string value) =>
        Check(value, MaxLabelLength, IsDnsLabel(value), Dns1123LabelText);

    public static IReadOnlyList<string> Dns1123Subdomain(string value) =>
        Check(value, MaxSubdomainLength, IsSubdomain(value), Dns1123SubdomainText);

    public static IReadOnlyList<string> Dns1035Label(string value) =>
        Check(value, MaxLabelLength, IsDnsLabel(value) && char.IsAsciiLetterLower(value[0]), Dns1035LabelText);

    /// <summary>A label's value.</summary>
    public static IReadOnlyList<string> LabelValue(string value) =>
        Check(value, MaxLabelLength, value.Length == 0 || IsQualifiedPart(value), LabelValueText);

    /// <summary>A key of a ConfigMap's or Secret's data.</summary>
    public static IReadOnlyList<string> ConfigKey(string value)
    {
        var errors = Check(value, MaxSubdomainLength, value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'), ConfigKeyText);
        return value switch
        {
            "." => [.. errors, "must not be '.'"],
            ".." => [.. errors, "must not be '..'"],
            _ when value.StartsWith("..", StringComparison.Ordinal) => [.. errors, "must not start with '..'"],
            _ => errors,
        };
    }

    /// <summary>A name that may be one segment of a path, and nothing more: of roles and their bindings.</summary>
    public static IReadOnlyList<string> PathSegment(string value)
    {
        if (value is "." or "..")
        {
            return [$"may not be '{value}'"];
        }

        var errors = new List<string>();
        foreach (var c in "/%")
        {
            if (value.Contains(c, StringComparison.Ordinal))
            {
                errors.Add($"may not contain '{c}'");
            }
        }

        return errors;
    }

    /// <summary>A label key, a finalizer, a resource name: <c>example.com/MyName</c> or <c>MyName</c>.</summary>
    public static IReadOnlyList<string> QualifiedName(string value)
    {
        var errors = new List<string>();
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && value.IndexOf('/', slash + 1) >= 0)
        {
            return [$"a qualified name {Qualified} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        if (slash == 0)
        {
            errors.Add("prefix part must be non-empty");
        }
        else if (slash > 0)
        {
            errors.AddRange(Dns1123Subdomain(value[..slash]).Select(error => "prefix part " + error));
        }

        var name = value[(slash + 1)..];
        if (name.Length == 0)
        {
            errors.Add("name part must be non-empty");
        }
        else if (name.Length > MaxLabelLength)
        {
            errors.Add("name part " + TooLong(MaxLabelLength));
        }

        if (!IsQualifiedPart(name))
        {
            errors.Add("name part " + Qualified);
        }

        return errors;
    }

    private static string[] Check(string value, int max, bool valid, string text) => (value.Length > max, valid) switch
    {
        (true, true) => [TooLong(max)],
        (true, false) => [TooLong(max), text],
        (false, false) => [text],
        _ => [],
    };

    private static bool IsQualifiedPart(string value) =>
        value.Length > 0
        && char.IsAsciiLetterOrDigit(value[0])
        && char.IsAsciiLetterOrDigit(value[^1])
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static bool IsDnsLabel(ReadOnlySpan<char> value)
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
        foreach (var part in value.AsSpan().Split('.'))
        {
            if (!IsDnsLabel(value.AsSpan(part)))
            {
                return false;
            }
        }

        return true;
    }

    private static string TooLong(int max) => $"must be no more than {max} bytes";

    private static string Regex(string text, string format, params string[] examples) =>
        $"{text} (e.g. {string.Join(" or ", examples.Select(example => $"'{example}', "))}regex used for validation is '{format}')";
}
