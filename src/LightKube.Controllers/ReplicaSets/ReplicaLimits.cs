namespace LightKube.Controllers.ReplicaSets;

/// <summary>The named limits of the controllers of replicas.</summary>
internal static class ReplicaLimits
{
    /// <summary>Pods created or deleted in one reconcile, so that one huge set does not keep the API from everyone else.</summary>
    public const int Burst = 500;

    /// <summary>Creations begin with so many at once and double while they succeed: when all must fail, few requests are wasted.</summary>
    public const int FirstBatch = 1;

    /// <summary>Sets worked on at once; a reconcile mostly waits for the API.</summary>
    public const int Workers = 8;
}
