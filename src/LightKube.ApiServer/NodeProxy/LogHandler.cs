using LightKube.Api.Errors;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Objects;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.NodeProxy;

/// <summary><c>pods/log</c>: the kubelet's container log, streamed; over a WebSocket when that is asked for.</summary>
public sealed class LogHandler(IObjectReader reader, HttpRelay nodes) : ISubresourceHandler
{
    public Task HandleAsync(ResourceRequest request)
    {
        if (request.Info.Verb != "get")
        {
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        }

        var target = PodTarget.Find(reader, request, needsContainer: true);
        var path = $"/containerLogs/{Uri.EscapeDataString(request.Info.Namespace)}/{Uri.EscapeDataString(request.Info.Name)}/{Uri.EscapeDataString(target.Container)}";
        var uri = new UriBuilder("http", target.Node) { Path = path, Query = request.Http.Request.QueryString.Value }.Uri;
        return WebSocketStream.IsAskedFor(request.Http)
            ? nodes.ReadAsync(uri, content => WebSocketStream.SendAsync(request.Http, content, request.Cancel), Refusal, request.Cancel)
            : nodes.ForwardAsync(request.Http, uri, Refusal);
    }

    // The kubelet answers with a line of text; clients want a Status with it.
    private static ApiException Refusal(int code, string text) => code switch
    {
        400 => ApiException.BadRequest(text),
        404 => new ApiException(404, StatusReason.NotFound, text),
        500 => ApiException.Internal(text),
        _ => new ApiException(code, code == 503 ? StatusReason.ServiceUnavailable : "", text),
    };
}
