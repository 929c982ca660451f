using System.Globalization;

namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>A standard as it was in some release of Kubernetes: <c>restricted:v1.24</c>.</summary>
/// <param name="Level">Which standard.</param>
/// <param name="Minor">The minor version of the release; <see cref="Latest"/> for the newest there is.</param>
public readonly record struct SecurityStandard(SecurityLevel Level, int Minor)
{
    public const int Latest = int.MaxValue;

    private const string VersionStart = "v1.";

    /// <summary>Null when there is no such level; what is wrong then says <see cref="LevelRule"/>.</summary>
    public static SecurityLevel? ParseLevel(string text) => text switch
    {
        "privileged" => SecurityLevel.Privileged,
        "baseline" => SecurityLevel.Baseline,
        "restricted" => SecurityLevel.Restricted,
        _ => null,
    };

    /// <summary>Null when it is neither <c>latest</c> nor of the form v1.24; what is wrong then says <see cref="VersionRule"/>.</summary>
    public static int? ParseVersion(string text)
    {
        if (text == "latest")
        {
            return Latest;
        }

        var digits = text.StartsWith(VersionStart, StringComparison.Ordinal) ? text.AsSpan(VersionStart.Length) : [];
        var isPlain = digits is "0" || (digits.Length > 0 && digits[0] != '0');
        return isPlain && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var minor) && minor < Latest ? minor : null;
    }

    public const string LevelRule = "must be one of privileged, baseline, restricted";

    public const string VersionRule = "must be \"latest\" or \"v1.x\"";

    public override string ToString()
    {
        var level = Level switch { SecurityLevel.Privileged => "privileged", SecurityLevel.Baseline => "baseline", _ => "restricted" };
        return Minor == Latest ? level + ":latest" : string.Create(CultureInfo.InvariantCulture, $"{level}:{VersionStart}{Minor}");
    }
}
