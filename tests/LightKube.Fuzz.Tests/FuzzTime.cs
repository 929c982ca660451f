using System.Globalization;

namespace LightKube.Fuzz;

/// <summary>How long each target is tried, with which random numbers, and where failures go: <c>./build.sh fuzz MINUTES</c> says so by variables.</summary>
internal static class FuzzTime
{
    private const double ShortSeconds = 1;

    /// <summary>All targets together have this long; without the variable each has a second.</summary>
    public static TimeSpan PerTarget(int targets) =>
        Environment.GetEnvironmentVariable("LIGHTKUBE_FUZZ_MINUTES") is { Length: > 0 } minutes
            ? TimeSpan.FromMinutes(double.Parse(minutes, CultureInfo.InvariantCulture) / targets)
            : TimeSpan.FromSeconds(ShortSeconds);

    /// <summary>The same seed tries the same inputs, as far as it gets. Long runs have one of their own each.</summary>
    public static int Seed =>
        Environment.GetEnvironmentVariable("LIGHTKUBE_FUZZ_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : 1;

    public static string FailuresFolder =>
        Environment.GetEnvironmentVariable("LIGHTKUBE_FUZZ_FAILURES") is { Length: > 0 } folder ? folder : Path.Combine(Path.GetTempPath(), "lightkube-fuzz");
}
