using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Handlers;

/// <summary>PUT of an object or of a subresource with the object's own kind, such as status.</summary>
public sealed class UpdateHandler(ApiContext context)
{
    // Kinds that PUT may create, as upstream's strategies allow (AllowCreateOnUpdate).
    private static readonly HashSet<string> CreatedByUpdate = ["endpoints", "events", "leases.coordination.k8s.io", "limitranges", "podtemplates", "clusterroles.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io", "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io"];

    public async Task HandleAsync(ResourceRequest request)
    {
        WriteOptions.Check(request.Options, "UpdateOptions");
        var call = request.ToCall();
        var document = await BodyReader.ReadAsync(
            request.Http, body => DocumentDecoder.Decode(body, request.Http.Request.ContentType, request.Resource.Schema, call));
        var resource = request.Resource;
        StoredObject result;
        var status = 200;
        if (IsNew(request) && document.ResourceVersion.Length == 0)
        {
            await CreateAuthorization.CheckAsync(request, context.Authorizer);
            result = await context.Creator.CreateAsync(resource, call, document);
            status = 201;
        }
        else
        {
            // Tried again only for a client that gave no resourceVersion; the tree is copied because a try changes it.
            result = await context.Updater.UpdateAsync(resource, call, _ => document.MutableCopy());
        }

        ResponseWriter.AddWarnings(request.Http, call.Warnings);
        await ObjectResponse.WriteAsync(request, context, status, result);
    }

    private static bool IsNew(ResourceRequest request) =>
        request.Info.Subresource.Length == 0
        && CreatedByUpdate.Contains(request.Resource.Schema.GroupResource)
        && request.Resource.Cache.Current.Entries.Find(request.Resource.KeyOf(request.Info.Namespace, request.Info.Name)) is null;
}
