using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Meta.V1;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission;

/// <summary>
/// Who gives an object another owner can have it deleted, so he must have the right to; and who makes an owner wait for it keeps the owner from being
/// deleted, so he must have the right to the owner's finalizers.
/// </summary>
internal sealed class OwnerReferencesPermissionEnforcement(IAuthorizer authorizer, Func<IEnumerable<KindSchema>> kinds) : IAdmissionPlugin
{
    public string Name => "OwnerReferencesPermissionEnforcement";

    // A pod's status changes often, and never its owners.
    public bool Handles(AdmissionRequest request) =>
        request is { Verb: AdmissionVerb.Create or AdmissionVerb.Update, Object: not null }
        && !(ReferenceEquals(request.Kind, Pod.Schema) && request.Subresource == "status")
        && !OwnersOf(request.Object).Equals(OwnersOf(request.Old));

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        if (request.Verb == AdmissionVerb.Update)
        {
            var deletion = Attributes(request, "delete", request.Kind, request.Name, request.Subresource);
            if (await authorizer.AuthorizeAsync(deletion, cancel).ConfigureAwait(false) is { IsAllowed: false } refused)
            {
                throw request.Forbid($"cannot set an ownerRef on a resource you can't delete: {refused.Reason}, <nil>");
            }
        }

        var before = request.Old?.Metadata.OwnerReferences.Where(static owner => owner.BlockOwnerDeletion == true).Select(static owner => owner.Uid).ToHashSet() ?? [];
        foreach (var owner in request.Object!.Metadata.OwnerReferences)
        {
            if (owner.BlockOwnerDeletion == true && !before.Contains(owner.Uid))
            {
                await CheckAsync(request, owner, cancel).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask CheckAsync(AdmissionRequest request, OwnerReference owner, CancellationToken cancel)
    {
        var kind = kinds().FirstOrDefault(kind => kind.ApiVersion == owner.ApiVersion && kind.Kind == owner.Kind)
            ?? throw request.Forbid(
                $"cannot set blockOwnerDeletion in this case because cannot find RESTMapping for APIVersion {owner.ApiVersion} Kind {owner.Kind}");
        var attributes = Attributes(request, "update", kind, owner.Name, "finalizers");
        if (await authorizer.AuthorizeAsync(attributes, cancel).ConfigureAwait(false) is { IsAllowed: false } refused)
        {
            throw request.Forbid(
                $"cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: {refused.Reason}, <nil>");
        }
    }

    // Owners are in the namespace of what they own, or in none.
    private static AuthorizationAttributes Attributes(AdmissionRequest request, string verb, KindSchema kind, string name, string subresource) => new()
    {
        User = request.User,
        Verb = verb,
        IsResourceRequest = true,
        Group = kind.Group,
        Version = kind.Version,
        Resource = kind.Plural,
        Subresource = subresource,
        Namespace = kind.Namespaced ? request.Namespace : "",
        Name = name,
    };

    private static Value OwnersOf(Document? document) =>
        document?.Root.GetMap("metadata")?.GetList("ownerReferences") is { Count: > 0 } owners ? owners : default(Value);
}
