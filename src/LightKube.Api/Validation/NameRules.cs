using System.Buffers;
using LightKube.Api.Schemas;

namespace LightKube.Api.Validation;

/// <summary>
/// What may be a name, a label, an annotation key. Every rule returns what is wrong in Kubernetes' words, nothing when
/// all is well, and allocates nothing then (apimachinery's validation rules).
/// </summary>
public static class NameRules
{
    public const int MaxLabelLength = 63;
    public const int MaxSubdomainLength = 253;
    private const int MaxPortNameLength = 15;

    private const string QualifiedFormat = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string LabelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string UnderscoreLabelFormat = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";

    private static readonly SearchValues<char> QualifiedChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly SearchValues<char> LabelChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> UnderscoreLabelChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly string Qualified = RegexText(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        QualifiedFormat, "MyName", "my.name", "123-abc");

    private static readonly string LabelValueText = RegexText(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        $"({QualifiedFormat})?", "MyValue", "my_value", "12345");

    private static readonly string Dns1123LabelText = RegexText(
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
        LabelFormat, "my-name", "123-abc");

    private static readonly string Dns1123SubdomainText = RegexText(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
        $@"{LabelFormat}(\.{LabelFormat})*", "example.com");

    private static readonly string UnderscoreSubdomainText = RegexText(
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
        $@"{UnderscoreLabelFormat}(\.{UnderscoreLabelFormat})*", "example.com");

    private static readonly string WildcardText = RegexText(
        "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
        $@"\*\.{LabelFormat}(\.{LabelFormat})*", "*.example.com");

    private static readonly string Dns1035LabelText = RegexText(
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
        "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123");

    private static readonly string ConfigKeyText = RegexText(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name");

    private static readonly string HttpHeaderText = RegexText(
        "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name");

    private static readonly string IdentifierText = RegexText(
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
        "[A-Za-z_][A-Za-z0-9_]*", "my_name", "MY_NAME", "MyName");

    /// <summary>The rule for the names of that kind's objects.</summary>
    public static ValueRule For(KindSchema kind) => (kind.Group, kind.Kind) switch
    {
        ("", "Namespace") => Dns1123Label,
        ("", "Service") => Dns1035Label,
        ("rbac.authorization.k8s.io", _) or ("certificates.k8s.io", _) => PathSegment,
        ("apiregistration.k8s.io", _) => PathSegment,
        ("networking.k8s.io", "IPAddress") => AddressRules.Canonical,
        _ => Dns1123Subdomain,
    };

    public static IReadOnlyList<string> Dns1123Label(string value)
    {
        if (value.Length <= MaxLabelLength && IsDnsLabel(value))
        {
            return [];
        }

        var problem = IsDnsLabel(value) ? null : IsSubdomain(value) ? "must not contain dots" : Dns1123LabelText;
        return Problems(value.Length > MaxLabelLength ? TooManyCharacters(MaxLabelLength) : null, problem);
    }

    public static IReadOnlyList<string> Dns1123Subdomain(string value) =>
        Check(value, MaxSubdomainLength, IsSubdomain(value), Dns1123SubdomainText);

    /// <summary>A subdomain whose labels may have underscores: what resolvers search in.</summary>
    public static IReadOnlyList<string> UnderscoreSubdomain(string value)
    {
        var valid = true;
        foreach (var part in value.AsSpan().Split('.'))
        {
            valid &= IsUnderscoreLabel(value.AsSpan(part));
        }

        return Check(value, MaxSubdomainLength, valid, UnderscoreSubdomainText);
    }

    /// <summary><c>*.example.com</c>.</summary>
    public static IReadOnlyList<string> WildcardSubdomain(string value) => Check(
        value, MaxSubdomainLength, value.StartsWith("*.", StringComparison.Ordinal) && IsSubdomain(value.AsSpan(2)), WildcardText);

    public static IReadOnlyList<string> Dns1035Label(string value) =>
        Check(value, MaxLabelLength, IsDnsLabel(value) && char.IsAsciiLetterLower(value[0]), Dns1035LabelText);

    /// <summary>A label's value.</summary>
    public static IReadOnlyList<string> LabelValue(string value)
    {
        var valid = value.Length == 0 || IsQualifiedPart(value);
        return valid && value.Length <= MaxLabelLength
            ? []
            : Problems(value.Length > MaxLabelLength ? TooManyBytes(MaxLabelLength) : null, valid ? null : LabelValueText);
    }

    /// <summary>A key of a ConfigMap's or Secret's data, which becomes a file's name.</summary>
    public static IReadOnlyList<string> ConfigKey(string value)
    {
        var errors = Check(value, MaxSubdomainLength, value.Length > 0 && !value.AsSpan().ContainsAnyExcept(QualifiedChars), ConfigKeyText);
        return value switch
        {
            "." => [.. errors, "must not be '.'"],
            ".." => [.. errors, "must not be '..'"],
            _ when value.StartsWith("..", StringComparison.Ordinal) => [.. errors, "must not start with '..'"],
            _ => errors,
        };
    }

    /// <summary>The name of an environment variable.</summary>
    public static IReadOnlyList<string> EnvironmentName(string value)
    {
        if (value.Length == 0)
        {
            return ["environment variable name must be non-empty"];
        }

        return value.AsSpan().ContainsAnyExceptInRange(' ', '~') || value.Contains('=', StringComparison.Ordinal)
            ? ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
            : [];
    }

    public static IReadOnlyList<string> HttpHeader(string value) =>
        value.Length > 0 && AllMatch(value, static c => char.IsAsciiLetterOrDigit(c) || c == '-') ? [] : [HttpHeaderText];

    public static IReadOnlyList<string> Identifier(string value) =>
        value.Length > 0 && !char.IsAsciiDigit(value[0]) && AllMatch(value, static c => char.IsAsciiLetterOrDigit(c) || c == '_') ? [] : [IdentifierText];

    /// <summary>The name of a port (RFC 6335).</summary>
    public static IReadOnlyList<string> PortName(string value)
    {
        var inCharset = value.Length > 0 && !value.AsSpan().ContainsAnyExcept(LabelChars);
        var hasLetter = value.AsSpan().ContainsAnyInRange('a', 'z');
        var twoDashes = value.Contains("--", StringComparison.Ordinal);
        var dashAtEnd = value.StartsWith('-') || value.EndsWith('-');
        if (value.Length <= MaxPortNameLength && inCharset && hasLetter && !twoDashes && !dashAtEnd)
        {
            return [];
        }

        var errors = new List<string>();
        AddIf(value.Length > MaxPortNameLength, TooManyCharacters(MaxPortNameLength));
        AddIf(!inCharset, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        AddIf(!hasLetter, "must contain at least one letter (a-z)");
        AddIf(twoDashes, "must not contain consecutive hyphens");
        AddIf(dashAtEnd, "must not begin or end with a hyphen");
        return errors;

        void AddIf(bool wrong, string problem)
        {
            if (wrong)
            {
                errors.Add(problem);
            }
        }
    }

    /// <summary>A name that may be one segment of a path, and nothing more: of roles and their bindings.</summary>
    public static IReadOnlyList<string> PathSegment(string value) => value is "." or ".." ? [$"may not be '{value}'"] : PathSegmentPrefix(value);

    private static IReadOnlyList<string> PathSegmentPrefix(string value) => Problems(
        value.Contains('/', StringComparison.Ordinal) ? "may not contain '/'" : null,
        value.Contains('%', StringComparison.Ordinal) ? "may not contain '%'" : null);

    /// <summary>A label key, a finalizer, a resource name: <c>example.com/MyName</c> or <c>MyName</c>.</summary>
    public static IReadOnlyList<string> QualifiedName(string value) => IsQualifiedName(value) ? [] : ProblemsOfQualifiedName(value);

    private static List<string> ProblemsOfQualifiedName(string value)
    {
        var errors = new List<string>();
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && value.IndexOf('/', slash + 1) >= 0)
        {
            return [$"a valid label key {Qualified} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        if (slash == 0)
        {
            errors.Add("prefix part must be non-empty");
        }
        else if (slash > 0)
        {
            AddPrefixProblems(value[..slash], errors);
        }

        var name = value[(slash + 1)..];
        if (name.Length == 0)
        {
            errors.Add("name part must be non-empty");
        }
        else if (name.Length > MaxLabelLength)
        {
            errors.Add("name part " + TooManyBytes(MaxLabelLength));
        }

        if (!IsQualifiedPart(name))
        {
            errors.Add("name part " + Qualified);
        }

        return errors;
    }

    private static void AddPrefixProblems(string prefix, List<string> errors)
    {
        if (prefix.Length > MaxSubdomainLength)
        {
            errors.Add("prefix part " + TooManyBytes(MaxSubdomainLength));
        }

        if (!IsSubdomain(prefix))
        {
            errors.Add("prefix part " + Dns1123SubdomainText);
        }
    }

    private static bool IsQualifiedName(ReadOnlySpan<char> value)
    {
        var slash = value.IndexOf('/');
        var name = value[(slash + 1)..];
        return name.Length <= MaxLabelLength && IsQualifiedPart(name) && (slash < 0 || (slash <= MaxSubdomainLength && IsSubdomain(value[..slash])));
    }

    private static IReadOnlyList<string> Check(string value, int max, bool valid, string text) =>
        valid && value.Length <= max ? [] : Problems(value.Length > max ? TooManyCharacters(max) : null, valid ? null : text);

    private static IReadOnlyList<string> Problems(string? first, string? second) => (first, second) switch
    {
        (null, null) => [],
        ({ } one, null) => [one],
        (null, { } one) => [one],
        _ => [first, second],
    };

    private static bool IsQualifiedPart(ReadOnlySpan<char> value) =>
        value.Length > 0
        && char.IsAsciiLetterOrDigit(value[0])
        && char.IsAsciiLetterOrDigit(value[^1])
        && !value.ContainsAnyExcept(QualifiedChars);

    private static bool IsDnsLabel(ReadOnlySpan<char> value) =>
        value.Length > 0 && value[0] != '-' && value[^1] != '-' && !value.ContainsAnyExcept(LabelChars);

    private static bool IsUnderscoreLabel(ReadOnlySpan<char> value)
    {
        var rest = value.StartsWith("_") ? value[1..] : value;
        return rest.Length > 0 && (char.IsAsciiLetterLower(rest[0]) || char.IsAsciiDigit(rest[0]))
            && (char.IsAsciiLetterLower(rest[^1]) || char.IsAsciiDigit(rest[^1]))
            && !rest.ContainsAnyExcept(UnderscoreLabelChars);
    }

    private static bool IsSubdomain(ReadOnlySpan<char> value)
    {
        foreach (var part in value.Split('.'))
        {
            if (!IsDnsLabel(value[part]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AllMatch(string value, Predicate<char> rule)
    {
        foreach (var c in value)
        {
            if (!rule(c))
            {
                return false;
            }
        }

        return true;
    }

    // Both words are upstream's: one for what are label keys and values, one for DNS names.
    private static string TooManyBytes(int max) => $"must be no more than {max} bytes";

    internal static string TooManyCharacters(int max) => $"must be no more than {max} characters";

    public static string RegexText(string text, string format, params string[] examples) => examples.Length == 0
        ? $"{text} (regex used for validation is '{format}')"
        : $"{text} (e.g. {string.Join(" or ", examples.Select(example => $"'{example}', "))}regex used for validation is '{format}')";
}
