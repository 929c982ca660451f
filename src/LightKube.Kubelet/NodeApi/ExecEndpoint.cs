using LightKube.Kubelet.Runtime;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary><c>/exec/NAMESPACE/POD/[UID/]CONTAINER</c>: a command in a container, over the runtime's streaming server.</summary>
internal sealed class ExecEndpoint(PodFinder find, IContainerRuntime runtime, StreamRelay relay) : INodeEndpoint
{
    public string Area => "exec";

    public async Task ServeAsync(HttpContext http, string[] path, CancellationToken cancel)
    {
        var streams = StreamFlags.Read(http.Request.Query);
        var container = await find.RunningAsync(path, cancel);
        var request = new Cri.ExecRequest
        {
            ContainerId = container.Id,
            Tty = streams.Tty,
            Stdin = streams.Stdin,
            Stdout = streams.Stdout,
            Stderr = streams.Stderr,
        };
        request.Cmd.AddRange(http.Request.Query["command"].OfType<string>());
        if (request.Cmd.Count == 0)
            throw new NodeApiException(StatusCodes.Status400BadRequest, "you must specify at least 1 command to exec");
        await relay.RelayAsync(http, await runtime.ExecAsync(request, cancel), cancel);
    }
}
