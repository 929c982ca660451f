using LightKube.Kubelet.Runtime;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary><c>/attach/NAMESPACE/POD/[UID/]CONTAINER</c>: the streams of a container's own process.</summary>
internal sealed class AttachEndpoint(PodFinder find, IContainerRuntime runtime, StreamRelay relay) : INodeEndpoint
{
    public string Area => "attach";

    public async Task ServeAsync(HttpContext http, string[] path, CancellationToken cancel)
    {
        var streams = StreamFlags.Read(http.Request.Query);
        var container = await find.RunningAsync(path, cancel);
        var url = await runtime.AttachAsync(new Cri.AttachRequest
        {
            ContainerId = container.Id,
            Tty = streams.Tty,
            Stdin = streams.Stdin,
            Stdout = streams.Stdout,
            Stderr = streams.Stderr,
        }, cancel);
        await relay.RelayAsync(http, url, cancel);
    }
}
