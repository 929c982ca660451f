using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Pods;

/// <summary>How long a pod may be active on its node.</summary>
internal static class ActiveDeadline
{
    internal const string Message = "Pod was active on the node longer than the specified deadline";

    /// <summary>When the pod fails as a whole; null without a deadline, and for one that has ended.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="firstSeen">When it began here, if its status does not say it yet.</param>
    internal static DateTimeOffset? Of(Pod pod, DateTimeOffset firstSeen) =>
        pod.Spec.ActiveDeadlineSeconds is { } seconds && !pod.HasEnded() ? (pod.Status.StartTime ?? firstSeen).AddSeconds(seconds) : null;
}
