using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using LightKube.Api.Regexes;
using LightKube.Api.Validation;

namespace LightKube.Api.CustomResources;

/// <summary>The formats of strings and numbers that Kubernetes checks. Every other format says nothing and is ignored.</summary>
public static class ValueFormats
{
    private const string Hex = "[0-9a-f]";
    private const string Host = @"^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$";
    private const string Card =
        @"^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$";
    private const string Rgb =
        @"^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$";

    // By upstream's normal form of the name: without dashes.
    private static readonly FrozenDictionary<string, Func<string, bool>> Strings = new Dictionary<string, Func<string, bool>>
    {
        ["bsonobjectid"] = text => text.Length == 24 && text.All(char.IsAsciiHexDigit),
        ["uri"] = text => text.StartsWith('/') || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && text.StartsWith(uri.Scheme + ":", StringComparison.OrdinalIgnoreCase)),
        ["email"] = text => MailAddress.TryCreate(text, out _),
        ["hostname"] = IsHostname,
        ["ipv4"] = text => text.Contains('.') && IPAddress.TryParse(text, out _),
        ["ipv6"] = text => text.Contains(':') && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6,
        ["cidr"] = IsCidr,
        ["mac"] = Matches($"^({Hex}{{2}}([:-]{Hex}{{2}}){{5}}(([:-]{Hex}{{2}}){{2}}|([:-]{Hex}{{2}}){{14}})?|({Hex}{{4}}\\.){{2}}{Hex}{{4}}|({Hex}{{4}}\\.){{3}}{Hex}{{4}})$", ignoreCase: true),
        ["uuid"] = Uuid("[0-9a-f]", "[0-9a-f]"),
        ["uuid3"] = Uuid("3", "[0-9a-f]"),
        ["uuid4"] = Uuid("4", "[89ab]"),
        ["uuid5"] = Uuid("5", "[89ab]"),
        ["isbn"] = text => Isbn10(text) || Isbn13(text),
        ["isbn10"] = Isbn10,
        ["isbn13"] = Isbn13,
        ["creditcard"] = IsCreditCard,
        ["ssn"] = Matches(@"^\d{3}[- ]?\d{2}[- ]?\d{4}$"),
        ["hexcolor"] = Matches("^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"),
        ["rgbcolor"] = Matches(Rgb),
        ["byte"] = text => text.Length > 0 && text.Length % 4 == 0 && Base64.IsValid(text) && !text.Any(char.IsWhiteSpace),
        ["password"] = _ => true,
        ["date"] = text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["duration"] = IsDuration,
        ["datetime"] = IsDateTime,
        ["k8sshortname"] = text => NameRules.Dns1123Label(text).Count == 0,
        ["k8slongname"] = text => NameRules.Dns1123Subdomain(text).Count == 0,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>True when values of that type (empty for any) are checked for the format.</summary>
    public static bool IsKnown(string type, string format) => type switch
    {
        _ when format.Length == 0 => false,
        "" or "string" => Strings.ContainsKey(Normal(format)),
        "integer" => format is "int32" or "int64",
        "number" => format is "float" or "double",
        _ => false,
    };

    /// <summary>True when the text has the format, or the format is unknown.</summary>
    public static bool Fits(string text, string format) => !Strings.TryGetValue(Normal(format), out var fits) || fits(text);

    /// <summary>True for the formats of strings.</summary>
    public static bool IsOfString(string format) => Strings.ContainsKey(Normal(format));

    private static string Normal(string format) => format.Contains('-', StringComparison.Ordinal) ? format.Replace("-", "", StringComparison.Ordinal) : format;

    private static Func<string, bool> Matches(string pattern, bool ignoreCase = false)
    {
        var regex = new Lazy<Regex>(() => Re2Regex.Get(ignoreCase ? "(?i)" + pattern : pattern));
        return text => regex.Value.IsMatch(text);
    }

    private static Func<string, bool> Uuid(string version, string variant) =>
        Matches($"^{Hex}{{8}}-?{Hex}{{4}}-?{version}{Hex}{{3}}-?{variant}{Hex}{{3}}-?{Hex}{{12}}$", ignoreCase: true);

    private static bool IsHostname(string text) =>
        text.Length <= 255 && text.Split('.').All(part => part.Length <= 63) && Re2Regex.Get(Host).IsMatch(text);

    private static bool IsCidr(string text)
    {
        var slash = text.IndexOf('/');
        return slash > 0
            && IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    private static bool IsDuration(string text)
    {
        if (GoDuration.TryParse(text, out _))
        {
            return true;
        }

        // Scala's form: '22 ns', '3 days'.
        var trimmed = text.Trim();
        var end = trimmed.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end > 0 && trimmed[end..].Trim().TrimEnd('s') is
            "n" or "nano" or "nanosecond" or "u" or "µ" or "micro" or "microsecond" or "m" or "milli" or "millisecond" or "" or "second" or "min" or "minute"
            or "h" or "hr" or "hour" or "d" or "day" or "w" or "wk" or "week";
    }

    private static bool IsDateTime(string text) =>
        text.Length >= 19
        && text[4] == '-' && text[7] == '-' && text[10] is 'T' or 't' && text[13] == ':'
        && (text[^1] is 'Z' or 'z' || (text.Length > 22 && text[^3] == ':' && text[^6] is '+' or '-'))
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _);

    private static bool IsCreditCard(string text)
    {
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return Re2Regex.Get(Card).IsMatch(digits) && Luhn(digits) % 10 == 0;
    }

    private static int Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit > 4 ? (digit * 2) - 9 : digit * 2;
        }

        return sum;
    }

    private static bool Isbn10(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == 10
            && digits.AsSpan(0, 9).IndexOfAnyExceptInRange('0', '9') < 0
            && (char.IsAsciiDigit(digits[9]) || digits[9] == 'X')
            && digits.Select((c, i) => (i + 1) * (c == 'X' ? 10 : c - '0')).Sum() % 11 == 0;
    }

    private static bool Isbn13(string text)
    {
        var digits = text.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        return digits.Length == 13
            && digits.All(char.IsAsciiDigit)
            && digits.Select((c, i) => (i % 2 == 0 ? 1 : 3) * (c - '0')).Sum() % 10 == 0;
    }
}
