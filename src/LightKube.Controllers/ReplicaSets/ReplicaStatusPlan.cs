using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Selectors;
using LightKube.Api.Views;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>The status of a set, counted from its pods.</summary>
internal static class ReplicaStatusPlan
{
    private const string Failure = "ReplicaFailure";

    /// <summary>A copy of the set with its status filled in.</summary>
    /// <param name="kind">The set's kind.</param>
    /// <param name="set">The set.</param>
    /// <param name="claimed">All its pods, ended ones included.</param>
    /// <param name="failure">What went wrong with creating or deleting pods, or null.</param>
    /// <param name="now">The time.</param>
    public static T For<T>(IReplicaKind<T> kind, T set, IReadOnlyList<Pod> claimed, ReplicaFailure? failure, DateTimeOffset now)
        where T : KubeObject, IKubeObject<T>
    {
        var counted = Client.TypedClient.MutableCopy(set);
        var status = kind.Status(counted);
        var active = ReplicaPlan.Active(claimed);
        var minReady = kind.MinReadySeconds(set);
        var labels = kind.Template(set).Metadata.Labels;
        status.Replicas = active.Count;
        status.FullyLabeledReplicas = labels.Count == 0 ? active.Count : active.Count(pod => LabelMatch.Fits(labels, pod.Metadata.Labels));
        status.ReadyReplicas = active.Count(static pod => pod.IsReady());
        status.AvailableReplicas = active.Count(pod => pod.IsAvailable(minReady, now));
        if (kind.CountsTerminating)
            status.TerminatingReplicas = claimed.Count(static pod => pod.IsBeingDeleted() && !pod.IsTerminal());
        status.ObservedGeneration = set.Metadata.Generation;
        SetFailure(status, failure, now);
        return counted;
    }

    /// <summary>When the next ready pod becomes available; null when none will without a change.</summary>
    /// <param name="claimed">All pods of the set.</param>
    /// <param name="minReady">Seconds that a pod must have been ready.</param>
    /// <param name="now">The time.</param>
    public static TimeSpan? NextAvailable(IReadOnlyList<Pod> claimed, int minReady, DateTimeOffset now)
    {
        if (minReady == 0)
            return null;
        return claimed.Where(pod => pod.IsActive() && !pod.IsAvailable(minReady, now) && pod.ReadySince() is not null)
            .Select(pod => (TimeSpan?)(pod.ReadySince()!.Value.AddSeconds(minReady) - now)).Min();
    }

    private static void SetFailure(ReplicaSetStatus status, ReplicaFailure? failure, DateTimeOffset now)
    {
        var present = status.Conditions.Find(static condition => condition.Type == Failure);
        if (failure is null)
        {
            if (present is not null)
                status.Conditions.ReplaceWith([.. status.Conditions.Where(static condition => condition.Type != Failure)]);
            return;
        }
        if (present?.Reason == failure.Reason)
            return;
        present ??= status.Conditions.AddNew();
        present.Type = Failure;
        present.Status = "True";
        present.Reason = failure.Reason;
        present.Message = failure.Message;
        present.LastTransitionTime = now;
    }
}

/// <summary>Why a set does not reach its size.</summary>
/// <param name="Reason"><c>FailedCreate</c> or <c>FailedDelete</c>.</param>
/// <param name="Message">What the API said.</param>
internal sealed record ReplicaFailure(string Reason, string Message);
