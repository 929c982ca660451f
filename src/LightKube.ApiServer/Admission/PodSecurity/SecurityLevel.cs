namespace LightKube.ApiServer.Admission.PodSecurity;

/// <summary>The Pod Security Standards, from the one that allows everything to the strictest.</summary>
public enum SecurityLevel : byte
{
    Privileged,
    Baseline,
    Restricted,
}
