using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary><c>/healthz</c>: the server answers.</summary>
internal sealed class HealthEndpoint : INodeEndpoint
{
    public string Area => "healthz";

    public Task ServeAsync(HttpContext http, string[] path, CancellationToken cancel) => http.Response.WriteAsync("ok", cancel);
}
