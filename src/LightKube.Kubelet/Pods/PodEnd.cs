using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Pods;

/// <summary>How a pod ends: its containers stop within the grace that it has, its end is reported, and once deleted it is taken away.</summary>
internal sealed class PodEnd(string uid, PodInbox inbox, PodReporter reporter, PodTools tools)
{
    /// <summary>All that it had to do is done, or it failed as a whole: stops what still runs and reports its end.</summary>
    internal async Task FinishAsync(Pod wanted, PodRuntimeState state, CancellationToken cancel)
    {
        tools.Probes.Stop(uid);
        if (state.ReadySandbox is not null || state.Containers.Any(container => container.Runs))
        {
            await tools.Killer.StopAllAsync(wanted, state, wanted.GracePeriod(), cancel);
            var before = state;
            state = await tools.Reader.ReadAsync(uid, cancel);
            state = state with { Sandboxes = [.. state.Sandboxes.Select(sandbox => Keep(sandbox, before))] };
        }
        reporter.ReportEnd(wanted, state);
    }

    /// <summary>The pod is deleted: ends its containers with the grace that it has, reports, and takes everything away.</summary>
    internal async Task TakeAwayAsync(CancellationToken cancel)
    {
        tools.Probes.Stop(uid);
        var state = await tools.Reader.ReadAsync(uid, cancel);
        await StopWithinGraceAsync(state, cancel);
        state = await tools.Reader.ReadAsync(uid, cancel);
        reporter.ReportEnd(inbox.Pod, state);
        if (!inbox.IsGone)
            await tools.Sink.FlushAsync(inbox.Pod, cancel);
        await tools.Cleaner.RemoveAllAsync(inbox.Pod, state, cancel);
        if (!inbox.IsGone)
            await tools.Sink.RemovePodAsync(inbox.Pod, cancel);
        tools.Sink.Forget(uid);
    }

    private async Task StopWithinGraceAsync(PodRuntimeState state, CancellationToken cancel)
    {
        var grace = inbox.EndGrace;
        var stopping = tools.Killer.StopAllAsync(inbox.Pod, state, grace, cancel);
        while (!stopping.IsCompleted)
        {
            // A second delete may give it less time.
            await inbox.WaitAsync(stopping, cancel);
            if (!stopping.IsCompleted && inbox.EndGrace < grace)
            {
                grace = inbox.EndGrace;
                await tools.Killer.HurryAsync(state, grace, cancel);
            }
        }
        await stopping;
    }

    // The addresses of a stopped sandbox are gone from the runtime; the status keeps them.
    private static SandboxInstance Keep(SandboxInstance sandbox, PodRuntimeState before) =>
        sandbox.Ips.Count > 0 ? sandbox
        : sandbox with { Ips = before.Sandboxes.FirstOrDefault(known => known.Id == sandbox.Id)?.Ips ?? [] };
}
