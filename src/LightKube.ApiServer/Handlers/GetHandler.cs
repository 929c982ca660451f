using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Handlers;

/// <summary>GET of one object.</summary>
public sealed class GetHandler(ApiContext context)
{
    public async Task HandleAsync(ResourceRequest request)
    {
        var version = request.Options.ResourceVersion;
        if (version is not ("" or "0"))
        {
            Lister.CheckSeen(context.Cache, Lister.ParseVersion(version));
        }

        var resource = request.Resource;
        var entry = resource.Cache.Current.Entries.Find(resource.KeyOf(request.Info.Namespace, request.Info.Name))
            ?? throw ApiException.NotFound(resource.Schema, request.Info.Name);
        await resource.PrepareAsync(entry, request.Cancel);
        await ObjectResponse.WriteAsync(request, context, 200, StoredObject.Of(resource, entry));
    }
}
