using LightKube.Api.Core.V1;
using LightKube.Kubelet.Events;
using LightKube.Kubelet.Volumes;

namespace LightKube.Kubelet.Pods;

/// <summary>Keeps the volumes of a running pod in step with the objects they are made from, and tokens in them fresh.</summary>
internal sealed class VolumeUpkeep(PodTools tools)
{
    private static readonly TimeSpan FailureRetry = TimeSpan.FromMinutes(1);

    private volatile bool _stale = true;

    /// <summary>When something in them has to be renewed; null when nothing has.</summary>
    internal DateTimeOffset? NextAt { get; private set; }

    /// <summary>An object that they are made from changed.</summary>
    internal void MarkStale() => _stale = true;

    /// <summary>They are about to be made anew in another way.</summary>
    internal void MarkFresh() => _stale = false;

    /// <summary>Makes them anew where that is due. What goes wrong is an event of the pod, and tried again later.</summary>
    internal async Task RefreshAsync(Pod wanted, CancellationToken cancel)
    {
        if (!_stale && !(NextAt <= tools.Time.GetUtcNow()))
            return;
        _stale = false;
        try
        {
            var volumes = await tools.Volumes.SetUpAsync(wanted, cancel);
            NextAt = volumes.Values.Select(volume => volume.RefreshAt).Min();
        }
        catch (VolumeException e)
        {
            tools.Events.Record(wanted, null, true, EventReasons.FailedMount, e.Message);
            NextAt = tools.Time.GetUtcNow() + FailureRetry;
        }
    }
}
