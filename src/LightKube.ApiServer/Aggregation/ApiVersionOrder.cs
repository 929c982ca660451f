using System.Globalization;

namespace LightKube.ApiServer.Aggregation;

/// <summary>The order of API versions: v10, v2, v1, v11beta2, v10beta3, v12alpha1, then what is no such version, by its letters.</summary>
internal static class ApiVersionOrder
{
    private enum Stage
    {
        None,
        Alpha,
        Beta,
        Stable,
    }

    private readonly record struct Parsed(Stage Stage, int Major, int Minor);

    /// <summary>Negative when the first one comes before the second.</summary>
    public static int Compare(string a, string b)
    {
        var (first, second) = (Parse(a), Parse(b));
        if (first.Stage == Stage.None && second.Stage == Stage.None)
        {
            return string.CompareOrdinal(a, b);
        }

        var byStage = second.Stage.CompareTo(first.Stage);
        if (byStage != 0)
        {
            return byStage;
        }

        var byMajor = second.Major.CompareTo(first.Major);
        return byMajor != 0 ? byMajor : second.Minor.CompareTo(first.Minor);
    }

    private static Parsed Parse(string version)
    {
        if (!version.StartsWith('v'))
        {
            return default;
        }

        var rest = version.AsSpan(1);
        var stage = rest.IndexOfAny('a', 'b');
        if (stage < 0)
        {
            return Number(rest) is { } stable ? new Parsed(Stage.Stable, stable, 0) : default;
        }

        var (kind, word) = rest[stage] == 'a' ? (Stage.Alpha, "alpha") : (Stage.Beta, "beta");
        return rest[stage..].StartsWith(word) && Number(rest[..stage]) is { } major && Number(rest[(stage + word.Length)..]) is { } minor
            ? new Parsed(kind, major, minor)
            : default;
    }

    private static int? Number(ReadOnlySpan<char> text) =>
        text.Length > 0 && text[0] != '0' && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
