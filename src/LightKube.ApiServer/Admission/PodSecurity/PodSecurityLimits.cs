namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>How much is looked at when a namespace gets a stricter standard.</summary>
internal static class PodSecurityLimits
{
    /// <summary>Pods of the namespace.</summary>
    public const int CheckedPods = 3000;

    /// <summary>Time.</summary>
    public static readonly TimeSpan CheckTime = TimeSpan.FromSeconds(1);
}
