namespace LightKube.Client.Reconciling;

/// <summary>The named limits of the reconciler runtime.</summary>
public static class ReconcilingLimits
{
    /// <summary>Keys of one reconciler at once: a slow one does not hold up the others, and no reconciler floods the API.</summary>
    public const int DefaultWorkers = 4;
}
