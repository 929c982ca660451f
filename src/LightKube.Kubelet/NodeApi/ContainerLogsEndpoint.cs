using LightKube.Kubelet.Logs;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Runtime;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary><c>/containerLogs/NAMESPACE/POD/CONTAINER</c>: what a container wrote, and with <c>follow</c> what it writes.</summary>
internal sealed class ContainerLogsEndpoint(PodFinder find, IContainerRuntime runtime, TimeProvider time) : INodeEndpoint
{
    public string Area => "containerLogs";

    public async Task ServeAsync(HttpContext http, string[] path, CancellationToken cancel)
    {
        if (path is not [var ns, var name, var container])
            throw new NodeApiException(StatusCodes.Status400BadRequest, "the path must be /NAMESPACE/POD/CONTAINER");
        var query = LogQuery.Parse(http.Request.Query, time.GetUtcNow());
        var pod = find.Pod(ns, name);
        var instance = await find.WithLogAsync(pod, container, query.Previous, cancel);

        http.Response.ContentType = "text/plain";
        await http.Response.StartAsync(cancel);
        var reader = new LogReader(instance.LogPath, query, () => RunsAsync(instance, cancel), time);
        await reader.CopyToAsync(http.Response.BodyWriter, cancel);
    }

    private async Task<bool> RunsAsync(ContainerInstance instance, CancellationToken cancel)
    {
        var containers = await runtime.ListContainersAsync(new Cri.ContainerFilter { Id = instance.Id }, cancel);
        return containers.Count > 0 && containers[0].State == Cri.ContainerState.ContainerRunning;
    }
}
