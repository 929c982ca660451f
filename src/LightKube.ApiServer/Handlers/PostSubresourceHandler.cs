using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>Serves a subresource that only takes posts.</summary>
public sealed class PostSubresourceHandler(IPostHandler handler) : ISubresourceHandler
{
    // Evictions of kubectl up to 1.21.
    private const string OldEviction = "policy/v1beta1";

    public async Task HandleAsync(ResourceRequest request)
    {
        if (request.Info.Verb != "create")
        {
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        }

        var format = request.Format;
        var call = request.ToCall();
        var kind = SubresourceKinds.Of(request.Resource.Schema.Subresource(request.Info.Subresource)!, request.Resource.Schema);
        var body = await BodyReader.ReadAsync(
            request.Http, bytes => DocumentDecoder.Decode(bytes, request.Http.Request.ContentType, kind, call, kind is { Kind: "Eviction", Group: "policy" } ? OldEviction : null));
        var (status, answer) = await handler.PostAsync(request.Resource, call, body.Root);
        ResponseWriter.AddWarnings(request.Http, call.Warnings);
        await ResponseWriter.WriteAsync(request.Http, status, answer, format);
    }
}
