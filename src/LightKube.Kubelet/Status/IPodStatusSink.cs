using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Status;

/// <summary>Where pods' workers put the status they see.</summary>
internal interface IPodStatusSink
{
    /// <summary>Notes the newest status; it is written when it differs from what the API has. Returns at once.</summary>
    void Publish(Pod pod, PodStatus status);

    /// <summary>Completes when the newest status of the pod is written, or the pod is gone.</summary>
    Task FlushAsync(Pod pod, CancellationToken cancel);

    /// <summary>Removes a pod whose containers have all ended, if it still is that pod.</summary>
    Task RemovePodAsync(Pod pod, CancellationToken cancel);

    void Forget(string podUid);
}
