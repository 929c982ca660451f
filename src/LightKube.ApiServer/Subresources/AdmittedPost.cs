using LightKube.Api.Documents;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Subresources;

/// <summary>
/// Admits what is posted to a subresource (a Binding, an Eviction, a TokenRequest) as an object of its own, before it is carried out. What is
/// written then has been admitted.
/// </summary>
public sealed class AdmittedPost(AdmissionChain admission, IPostHandler inner) : IPostHandler
{
    public async Task<(int Status, DocMap Body)> PostAsync(ServedResource resource, ApiCall call, DocMap body)
    {
        var kind = SubresourceKinds.Of(resource.Schema.Subresource(call.Subresource)!, resource.Schema);
        body = body.IsFrozen ? body.DeepClone() : body;
        body.Set("kind", kind.Kind);
        body.Set("apiVersion", body.GetString("apiVersion") is { Length: > 0 } given ? given : kind.ApiVersion);
        var request = AdmissionRequest.ForCreation(resource.Schema, call, call.Name, new Document(kind, body));
        await admission.MutateAsync(request, call.Cancel);
        await admission.ValidateAsync(request, call.Cancel);
        call.Warnings.AddRange(request.Warnings);
        return await inner.PostAsync(resource, call.Admitted(), request.Object!.Root);
    }
}
