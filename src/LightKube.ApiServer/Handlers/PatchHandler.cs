using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.Client;

namespace LightKube.ApiServer.Handlers;

/// <summary>PATCH of an object or of a subresource with the object's own kind.</summary>
public sealed class PatchHandler(ApiContext context)
{
    public async Task HandleAsync(ResourceRequest request)
    {
        var contentType = request.Http.Request.ContentType;
        WriteOptions.Check(request.Options, "PatchOptions", isPatch: true, MediaTypes.IsApply(contentType));
        if (MediaTypes.IsApply(contentType))
        {
            await ApplyAsync(request);
            return;
        }

        var type = TypeOf(contentType);
        if (type == PatchType.StrategicMerge && request.Resource.Schema.Custom is not null)
        {
            // It goes by directives in Go types, which custom kinds do not have.
            throw ApiException.UnsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
        }

        var call = request.ToCall();
        var body = await BodyReader.ReadAsync(request.Http, bytes => DocumentDecoder.Read(bytes, contentType));
        var result = await context.Updater.UpdateAsync(
            request.Resource, call, old => Patcher.Apply(request.Resource.Schema, old, new Patch(type, body), call));
        ResponseWriter.AddWarnings(request.Http, call.Warnings);
        await ObjectResponse.WriteAsync(request, context, 200, result);
    }

    private async Task ApplyAsync(ResourceRequest request)
    {
        var call = request.ToCall();
        var configuration = await BodyReader.ReadAsync(request.Http, bytes => ConfigurationReader.Read(bytes, request.Http.Request.ContentType, call));
        var result = await context.Applier.ApplyAsync(
            request.Resource, call, configuration, request.Options.Force, () => CreateAuthorization.CheckAsync(request, context.Authorizer));
        ResponseWriter.AddWarnings(request.Http, call.Warnings);
        await ObjectResponse.WriteAsync(request, context, result.IsCreated ? 201 : 200, result.Object);
    }

    private static PatchType TypeOf(string? contentType) => MediaTypes.Bare(contentType) switch
    {
        MediaTypes.JsonPatch => PatchType.Json,
        MediaTypes.MergePatch => PatchType.Merge,
        MediaTypes.StrategicMergePatch => PatchType.StrategicMerge,
        var other => throw ApiException.UnsupportedMediaType(
            $"the body of the request was in an unknown format ({other}) - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml"),
    };
}
