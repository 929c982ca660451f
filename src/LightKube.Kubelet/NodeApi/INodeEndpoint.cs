using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary>One part of the node API, by the first segment of its path.</summary>
internal interface INodeEndpoint
{
    string Area { get; }

    /// <param name="http">A caller who may.</param>
    /// <param name="path">The segments after the first.</param>
    /// <param name="cancel">When the caller leaves.</param>
    /// <exception cref="NodeApiException">The request cannot be served.</exception>
    Task ServeAsync(HttpContext http, string[] path, CancellationToken cancel);
}

/// <summary>A request to the node API that is answered with a status and a line of text.</summary>
internal sealed class NodeApiException(int statusCode, string message) : Exception(message)
{
    internal int StatusCode { get; } = statusCode;
}
