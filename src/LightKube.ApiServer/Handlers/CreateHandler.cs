using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>POST to a collection.</summary>
public sealed class CreateHandler(ApiContext context)
{
    public async Task HandleAsync(ResourceRequest request)
    {
        WriteOptions.Check(request.Options, "CreateOptions");
        var call = request.ToCall();
        var document = await BodyReader.ReadAsync(
            request.Http, body => DocumentDecoder.Decode(body, request.Http.Request.ContentType, request.Resource.Schema, call));
        var created = await context.Creator.CreateAsync(request.Resource, call, document);
        ResponseWriter.AddWarnings(request.Http, call.Warnings);
        await ObjectResponse.WriteAsync(request, context, 201, created);
    }
}
