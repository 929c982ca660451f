using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Http;
using LightKube.Kubelet.Runtime;

namespace LightKube.Kubelet.Probes;

/// <summary>A command in the container that ends with 0.</summary>
internal sealed class ExecProbe(IContainerRuntime runtime) : IProbeHandler
{
    public bool Handles(Probe probe) => probe.Exec.IsPresent;

    public async Task<ProbeResult> ProbeAsync(Probe probe, ProbeTarget target, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            // The runtime ends the command at its time; the call itself is not to be cut off before.
            var result = await runtime.ExecSyncAsync(target.ContainerId, [.. probe.Exec.Command], timeout, cancel);
            var output = Encoding.UTF8.GetString(result.Stdout.Span) + Encoding.UTF8.GetString(result.Stderr.Span);
            return new ProbeResult(result.ExitCode == 0, output.Length <= PodHttp.MaxBodyBytes ? output : output[..PodHttp.MaxBodyBytes]);
        }
        catch (GrpcException e) when (e.Code is GrpcStatusCode.DeadlineExceeded or GrpcStatusCode.Unknown)
        {
            return new ProbeResult(false, $"command timed out or could not run: {e.Detail}");
        }
    }
}
