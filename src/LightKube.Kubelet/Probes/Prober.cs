using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;

namespace LightKube.Kubelet.Probes;

/// <param name="Message">Why it failed; what it said otherwise.</param>
internal readonly record struct ProbeResult(bool Success, string Message);

/// <summary>What is probed.</summary>
internal sealed record ProbeTarget(Pod Pod, Container Container, string ContainerId, string PodIp)
{
    /// <summary>On the host's network a pod has no address of its own.</summary>
    internal string Host => PodIp.Length > 0 ? PodIp : "127.0.0.1";
}

/// <summary>One kind of probe.</summary>
internal interface IProbeHandler
{
    bool Handles(Probe probe);

    Task<ProbeResult> ProbeAsync(Probe probe, ProbeTarget target, TimeSpan timeout, CancellationToken cancel);
}

/// <summary>Runs a probe once, within its time.</summary>
internal sealed class Prober(IReadOnlyList<IProbeHandler> handlers, TimeProvider time)
{
    internal async Task<ProbeResult> ProbeAsync(Probe probe, ProbeTarget target, TimeSpan timeout, CancellationToken cancel)
    {
        if (handlers.FirstOrDefault(candidate => candidate.Handles(probe)) is not { } handler)
            return new ProbeResult(false, "the probe has no handler");
        using var deadline = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            return await handler.ProbeAsync(probe, target, timeout, both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new ProbeResult(false, $"timed out after {timeout.TotalSeconds:0}s");
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or GrpcException or FormatException)
        {
            return new ProbeResult(false, e is GrpcException grpc ? grpc.Detail : e.InnerException?.Message ?? e.Message);
        }
    }
}
