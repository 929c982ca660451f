using LightKube.Api.Core.V1;
using LightKube.Kubelet.Http;

namespace LightKube.Kubelet.Probes;

/// <summary>An HTTP GET that answers with 200 to 399.</summary>
internal sealed class HttpProbe(PodHttp http) : IProbeHandler
{
    public bool Handles(Probe probe) => probe.HttpGet.IsPresent;

    public async Task<ProbeResult> ProbeAsync(Probe probe, ProbeTarget target, TimeSpan timeout, CancellationToken cancel)
    {
        var (status, body) = await http.GetAsync(probe.HttpGet, target.Container, target.Host, cancel);
        return status is >= 200 and < 400
            ? new ProbeResult(true, body)
            : new ProbeResult(false, $"HTTP probe failed with statuscode: {status}");
    }
}
