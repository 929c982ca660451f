using LightKube.Api.Errors;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>Serves a subresource that only takes posts.</summary>
public sealed class PostSubresourceHandler(IPostHandler handler) : ISubresourceHandler
{
    public async Task HandleAsync(ResourceRequest request)
    {
        if (request.Info.Verb != "create")
        {
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        }

        var format = request.Format;
        var call = request.ToCall();
        var body = await BodyReader.ReadAsync(
            request.Http,
            bytes => DocumentDecoder.Read(bytes, request.Http.Request.ContentType).AsMap
                ?? throw ApiException.BadRequest("the body of the request must be an object"));
        var (status, answer) = await handler.PostAsync(request.Resource, call, body);
        ResponseWriter.AddWarnings(request.Http, call.Warnings);
        await ResponseWriter.WriteAsync(request.Http, status, answer, format);
    }
}
