using LightKube.Api.Core.V1;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Probes.Health;

namespace LightKube.Kubelet.Probes;

/// <summary>A server that says of itself, by gRPC's health protocol, that it serves.</summary>
internal sealed class GrpcProbe(TimeProvider time) : IProbeHandler
{
    private static readonly GrpcMethod<HealthCheckRequest, HealthCheckResponse> Check =
        new("/grpc.health.v1.Health/Check", HealthCheckResponse.Parser);

    public bool Handles(Probe probe) => probe.Grpc.IsPresent;

    public async Task<ProbeResult> ProbeAsync(Probe probe, ProbeTarget target, TimeSpan timeout, CancellationToken cancel)
    {
        using var channel = new GrpcChannel(GrpcEndpoint.Tcp(target.Host, probe.Grpc.Port), time: time);
        var answer = await channel.CallAsync(Check, new HealthCheckRequest { Service = probe.Grpc.Service ?? "" }, cancel,
            new GrpcCallOptions { Deadline = timeout });
        return answer.Status == HealthCheckResponse.Types.ServingStatus.Serving
            ? new ProbeResult(true, "")
            : new ProbeResult(false, $"service unhealthy (responded with \"{answer.Status}\")");
    }
}
