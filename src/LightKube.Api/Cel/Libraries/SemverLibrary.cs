using System.Globalization;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>A semantic version.</summary>
internal sealed class SemverValue(ulong major, ulong minor, ulong patch, string[] pre, string build) : CelOpaque
{
    public ulong Major => major;

    public ulong Minor => minor;

    public ulong Patch => patch;

    private string[] Pre => pre;

    public override CelType Type => SemverLibrary.VersionType;

    public override bool ContentEquals(CelOpaque other) => other is SemverValue version && Compare(version) == 0;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{major}.{minor}.{patch}{(pre.Length > 0 ? "-" + string.Join('.', pre) : "")}{(build.Length > 0 ? "+" + build : "")}");

    /// <summary>By precedence: what is built of it does not count, and a pre-release comes before its release.</summary>
    public int Compare(SemverValue other)
    {
        var order = (major, minor, patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0 || (pre.Length == 0 && other.Pre.Length == 0))
        {
            return Math.Sign(order);
        }

        if (pre.Length == 0 || other.Pre.Length == 0)
        {
            return pre.Length == 0 ? 1 : -1;
        }

        for (var i = 0; i < pre.Length && i < other.Pre.Length; i++)
        {
            var part = Identifiers(pre[i], other.Pre[i]);
            if (part != 0)
            {
                return part;
            }
        }

        return Math.Sign(pre.Length.CompareTo(other.Pre.Length));
    }

    private static int Identifiers(string left, string right)
    {
        var first = ulong.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var a);
        var second = ulong.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var b);
        return first && second ? a.CompareTo(b) : first ? -1 : second ? 1 : Math.Sign(string.CompareOrdinal(left, right));
    }
}

/// <summary>Functions on semantic versions.</summary>
internal static class SemverLibrary
{
    public static CelType VersionType { get; } = CelType.Opaque("kubernetes.Semver");

    public static void Declare(FunctionTable table)
    {
        table.Add("string_to_semver", "semver(string):kubernetes.Semver", static args => Read(args[0].AsString!, normalize: false));
        table.Add("string_bool_to_semver", "semver(string,bool):kubernetes.Semver", static args => Read(args[0].AsString!, args[1].IsTrue));
        table.Add("is_semver_string", "isSemver(string):bool", static args => !Read(args[0].AsString!, normalize: false).IsError);
        table.Add("is_semver_string_bool", "isSemver(string,bool):bool", static args => !Read(args[0].AsString!, args[1].IsTrue).IsError);
        table.Add("semver_is_greater_than", "<kubernetes.Semver>.isGreaterThan(kubernetes.Semver):bool", static args => Of(args[0]).Compare(Of(args[1])) > 0);
        table.Add("semver_is_less_than", "<kubernetes.Semver>.isLessThan(kubernetes.Semver):bool", static args => Of(args[0]).Compare(Of(args[1])) < 0);
        table.Add("semver_compare_to", "<kubernetes.Semver>.compareTo(kubernetes.Semver):int", static args => (long)Of(args[0]).Compare(Of(args[1])));
        table.Add("semver_major", "<kubernetes.Semver>.major():int", static args => (long)Of(args[0]).Major);
        table.Add("semver_minor", "<kubernetes.Semver>.minor():int", static args => (long)Of(args[0]).Minor);
        table.Add("semver_patch", "<kubernetes.Semver>.patch():int", static args => (long)Of(args[0]).Patch);
    }

    private static SemverValue Of(CelValue value) => (SemverValue)value.AsOpaque!;

    private static CelValue Read(string text, bool normalize)
    {
        if (normalize && Normalized(ref text) is { } unfit)
        {
            return CelValue.Error(unfit);
        }

        if (text.Length == 0)
        {
            return CelValue.Error("Version string empty");
        }

        var parts = text.Split('.', 3);
        if (parts.Length != 3)
        {
            return CelValue.Error("No Major.Minor.Patch elements found");
        }

        var plus = parts[2].IndexOf('+', StringComparison.Ordinal);
        var build = plus < 0 ? "" : parts[2][(plus + 1)..];
        var rest = plus < 0 ? parts[2] : parts[2][..plus];
        var dash = rest.IndexOf('-', StringComparison.Ordinal);
        var pre = dash < 0 ? [] : rest[(dash + 1)..].Split('.');
        var patchText = dash < 0 ? rest : rest[..dash];
        var problem = Number(parts[0], "major", out var major) ?? Number(parts[1], "minor", out _) ?? Number(patchText, "patch", out _)
            ?? Identifiers(pre, plus < 0 ? [] : build.Split('.'));
        return problem is null ? new SemverValue(major, Parsed(parts[1]), Parsed(patchText), pre, build) : CelValue.Error(problem);
    }

    private static ulong Parsed(string digits) => ulong.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string? Number(string digits, string name, out ulong number)
    {
        number = 0;
        return digits.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0 ? $"Invalid character(s) found in {name} number {GoQuote.Quote(digits)}"
            : digits.Length > 1 && digits[0] == '0' ? $"{char.ToUpperInvariant(name[0])}{name[1..]} number must not contain leading zeroes {GoQuote.Quote(digits)}"
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= long.MaxValue ? null
            : $"strconv.ParseUint: parsing {GoQuote.Quote(digits)}: invalid syntax";
    }

    private static string? Identifiers(string[] pre, string[] build)
    {
        foreach (var part in pre)
        {
            if (part.Length == 0)
            {
                return "Prerelease is empty";
            }

            if (!IsIdentifier(part))
            {
                return $"Invalid character(s) found in prerelease {GoQuote.Quote(part)}";
            }

            if (part.Length > 1 && part[0] == '0' && part.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0)
            {
                return $"Numeric PreRelease version must not contain leading zeroes {GoQuote.Quote(part)}";
            }
        }

        foreach (var part in build)
        {
            if (part.Length == 0)
            {
                return "Build meta data is empty";
            }

            if (!IsIdentifier(part))
            {
                return $"Invalid character(s) found in build meta data {GoQuote.Quote(part)}";
            }
        }

        return null;
    }

    private static bool IsIdentifier(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }

    // v1.2 becomes 1.2.0, 01.002.3 becomes 1.2.3.
    private static string? Normalized(ref string text)
    {
        var parts = (text.StartsWith('v') ? text[1..] : text).Split('.', 3);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 1)
            {
                var trimmed = parts[i].TrimStart('0');
                parts[i] = trimmed.Length == 0 || !char.IsAsciiDigit(trimmed[0]) ? "0" + trimmed : trimmed;
            }
        }

        if (parts.Length < 3 && parts[^1].AsSpan().IndexOfAny('+', '-') >= 0)
        {
            return "short version cannot contain PreRelease/Build meta data";
        }

        text = string.Join('.', parts) + (parts.Length == 1 ? ".0.0" : parts.Length == 2 ? ".0" : "");
        return null;
    }
}
