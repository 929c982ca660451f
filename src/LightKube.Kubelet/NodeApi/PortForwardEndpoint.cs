using System.Globalization;
using LightKube.Kubelet.Runtime;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary><c>/portForward/NAMESPACE/POD[/UID]</c>: connections into a pod.</summary>
internal sealed class PortForwardEndpoint(PodFinder find, IContainerRuntime runtime, StreamRelay relay) : INodeEndpoint
{
    public string Area => "portForward";

    public async Task ServeAsync(HttpContext http, string[] path, CancellationToken cancel)
    {
        var pod = path switch
        {
            [var ns, var name] => find.Pod(ns, name),
            [var ns, var name, var uid] => find.Pod(ns, name, uid),
            _ => throw new NodeApiException(StatusCodes.Status400BadRequest, "the path must be /NAMESPACE/POD[/UID]"),
        };
        var request = new Cri.PortForwardRequest { PodSandboxId = await find.SandboxAsync(pod, cancel) };
        foreach (var port in http.Request.Query["port"].OfType<string>().SelectMany(ports => ports.Split(',')))
        {
            if (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
                throw new NodeApiException(StatusCodes.Status400BadRequest, $"'{port}' is no port");
            request.Port.Add(number);
        }
        await relay.RelayAsync(http, await runtime.PortForwardAsync(request, cancel), cancel);
    }
}
