using LightKube.Api.Core.V1;
using LightKube.Api.Selectors;

namespace LightKube.Scheduler.Cluster;

/// <summary>Which taints a pod tolerates.</summary>
internal static class Tolerations
{
    public const string NoSchedule = "NoSchedule";
    public const string PreferNoSchedule = "PreferNoSchedule";
    public const string NoExecute = "NoExecute";

    public static bool Tolerate(IReadOnlyList<Toleration> tolerations, NodeTaint taint)
    {
        foreach (var toleration in tolerations)
        {
            if (TolerationMatch.Fits(toleration, taint.Key, taint.Value, taint.Effect))
                return true;
        }
        return false;
    }
}

/// <summary>A taint as the scheduler looks at it.</summary>
internal readonly record struct NodeTaint(string Key, string Value, string Effect)
{
    /// <summary>Keeps a pod off that does not tolerate it.</summary>
    public bool Repels => Effect is Tolerations.NoSchedule or Tolerations.NoExecute;
}
