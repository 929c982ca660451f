using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Kubelet.Pods;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary><c>/pods</c>: the pods that this node looks after, as a PodList.</summary>
internal sealed class PodsEndpoint(PodManager pods) : INodeEndpoint
{
    public string Area => "pods";

    public async Task ServeAsync(HttpContext http, string[] path, CancellationToken cancel)
    {
        var list = new DocMap();
        list.Set("kind", "PodList");
        list.Set("apiVersion", "v1");
        list.Set("metadata", new DocMap());
        var items = list.GetOrAddList("items");
        foreach (var pod in pods.Pods)
            items.Add(pod.Map);
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(JsonDocumentWriter.ToBytes(list), cancel);
    }
}
