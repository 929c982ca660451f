using LightKube.Api.Core.V1;

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
            if (Tolerates(toleration, taint))
                return true;
        }
        return false;
    }

    private static bool Tolerates(Toleration toleration, NodeTaint taint) =>
        (toleration.Effect.Length == 0 || toleration.Effect == taint.Effect)
        && (toleration.Key.Length == 0 || toleration.Key == taint.Key)
        && toleration.Operator switch
        {
            "Exists" => true,
            "" or "Equal" => toleration.Key.Length > 0 && toleration.Value == taint.Value,
            _ => false,
        };
}

/// <summary>A taint as the scheduler looks at it.</summary>
internal readonly record struct NodeTaint(string Key, string Value, string Effect)
{
    /// <summary>Keeps a pod off that does not tolerate it.</summary>
    public bool Repels => Effect is Tolerations.NoSchedule or Tolerations.NoExecute;
}
