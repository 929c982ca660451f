using LightKube.Api.Documents;
using LightKube.Api.Meta.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Kinds;

namespace LightKube.Controllers.Garbage;

/// <summary>An object's owner references by what has become of the owners.</summary>
/// <param name="Solid">The owner is there to stay; or nobody can tell.</param>
/// <param name="Dangling">The owner is gone.</param>
/// <param name="Waiting">The owner waits for its dependents to go first.</param>
internal sealed record OwnersByFate(List<string> Solid, List<string> Dangling, List<string> Waiting);

/// <summary>
/// Finds out what has become of owners. An owner is the object at the reference's kind, name and the dependent's namespace with the reference's uid;
/// one in another namespace is no owner, as in Kubernetes.
/// </summary>
internal sealed class OwnerCheck(OwnerGraph graph, GarbageWriter objects, IKindSource kinds)
{
    public async Task<OwnersByFate> CheckAsync(Document dependent, CancellationToken cancel)
    {
        var fates = new OwnersByFate([], [], []);
        foreach (var reference in dependent.Metadata.OwnerReferences)
            (await FateAsync(fates, dependent, reference, cancel)).Add(reference.Uid);
        return fates;
    }

    private async Task<List<string>> FateAsync(OwnersByFate fates, Document dependent, OwnerReference reference, CancellationToken cancel)
    {
        // A kind that is not served now may be served again: nothing is deleted for its sake.
        if (Resolve(reference) is not { } kind)
            return fates.Solid;

        // A cluster-wide object cannot belong to one in a namespace: which one would it be?
        if (kind.Namespaced && !dependent.Schema.Namespaced)
            return fates.Solid;

        var key = new ObjectKey(kind.Namespaced ? dependent.Namespace : "", reference.Name);
        if (graph.Find(reference.Uid) is { } known
            && known.Schema.GroupResource == kind.GroupResource && new ObjectKey(known.Namespace, known.Name) == key)
            return known.WaitsForDependents() ? fates.Waiting : fates.Solid;
        if (graph.IsKnownAbsent(reference.Uid))
            return fates.Dangling;

        // The graph may be behind: only the API can say that there is no such owner.
        var live = await objects.FindAsync(kind, key, cancel);
        if (live?.Uid == reference.Uid)
            return live.WaitsForDependents() ? fates.Waiting : fates.Solid;
        return fates.Dangling;
    }

    private KindSchema? Resolve(OwnerReference reference) =>
        kinds.Kinds.FirstOrDefault(kind => kind.Kind == reference.Kind && kind.ApiVersion == reference.ApiVersion)
        ?? kinds.Kinds.FirstOrDefault(kind => kind.Kind == reference.Kind && kind.Group == OwnerReferenceGroup.Of(reference));
}
