using System.Globalization;

namespace LightKube.Api.CustomResources;

/// <summary>The order of API versions by how far they are: v10, v2, v1, v11beta2, v10beta3, v3beta1, v12alpha1, foo1. Greater is more mature.</summary>
public static class VersionOrder
{
    private const int Alpha = 1;
    private const int Beta = 2;
    private const int Stable = 3;

    public static IComparer<string> Comparer { get; } = Comparer<string>.Create(Compare);

    public static int Compare(string left, string right)
    {
        if (left == right)
        {
            return 0;
        }

        var (a, b) = (Parse(left), Parse(right));
        return (a, b) switch
        {
            (null, null) => string.CompareOrdinal(right, left),
            (null, _) => -1,
            (_, null) => 1,
            var (x, y) => x.Value.CompareTo(y.Value),
        };
    }

    // v1, v2beta3, v1alpha1; null for what is named otherwise.
    private static (int Level, int Major, int Minor)? Parse(string version)
    {
        var rest = version.AsSpan();
        if (!rest.StartsWith("v") || Digits(rest[1..]) is not (> 0 and var majorLength))
        {
            return null;
        }

        var major = Number(rest.Slice(1, majorLength));
        rest = rest[(1 + majorLength)..];
        if (rest.Length == 0)
        {
            return (Stable, major, 0);
        }

        var level = rest.StartsWith("alpha") ? Alpha : rest.StartsWith("beta") ? Beta : 0;
        var minor = level == Alpha ? rest[5..] : level == Beta ? rest[4..] : [];
        return level > 0 && minor.Length > 0 && Digits(minor) == minor.Length ? (level, major, Number(minor)) : null;
    }

    // A number does not begin with a zero.
    private static int Digits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var length = end < 0 ? text.Length : end;
        return length > 0 && text[0] == '0' ? 0 : length;
    }

    private static int Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
}
