using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Queues;

/// <summary>A pod that waits for a node, and what became of its tries.</summary>
internal sealed class QueuedPod(PodInfo pod, long sequence)
{
    /// <summary>Its newest state.</summary>
    public PodInfo Pod { get; set; } = pod;

    /// <summary>Counts up with every pod that enters: the last resort of an order.</summary>
    public long Sequence { get; } = sequence;

    public QueueState State { get; set; }

    /// <summary>Failed tries in a row.</summary>
    public int Attempts { get; set; }

    /// <summary>Not to be tried before.</summary>
    public TimeSpan BackOffUntil { get; set; }

    /// <summary>Since when it is known to fit nowhere.</summary>
    public TimeSpan UnschedulableSince { get; set; }

    /// <summary>The write of its condition that is under way: a binding waits for it, lest the older news overwrite the newer.</summary>
    public Task ConditionWrite { get; set; } = Task.CompletedTask;

    /// <summary>What makes another try worth while.</summary>
    public ClusterChange HelpedBy { get; set; }
}

internal enum QueueState
{
    /// <summary>Is being tried or bound.</summary>
    Taken,
    Active,
    BackOff,
    Unschedulable,
}
