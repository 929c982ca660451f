using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Controllers.Kinds;

namespace LightKube.Controllers.Namespaces;

/// <summary>What is left of a namespace that is being deleted.</summary>
/// <param name="Objects">How many objects of each resource are left.</param>
/// <param name="Finalizers">How many objects each finalizer keeps.</param>
/// <param name="Failure">The first error, or null.</param>
internal sealed record NamespaceRemains(IReadOnlyDictionary<string, int> Objects, IReadOnlyDictionary<string, int> Finalizers, string? Failure)
{
    public bool IsEmpty => Objects.Count == 0 && Failure is null;
}

/// <summary>
/// Deletes everything in a namespace, kind by kind. It asks the API and not a cache: nothing may be overlooked. Pods go first, and nothing else
/// until they have gone: what protects them, such as a network policy, must not go before them (Kubernetes' ordered namespace deletion).
/// </summary>
internal sealed class NamespaceContent(IClient client, IKindSource kinds)
{
    private const string Pods = "pods";

    private static readonly string[] Last = ["events", "events.events.k8s.io"];

    public async Task<NamespaceRemains> DeleteAsync(Namespace going, CancellationToken cancel)
    {
        var objects = new Dictionary<string, int>(StringComparer.Ordinal);
        var finalizers = new Dictionary<string, int>(StringComparer.Ordinal);
        string? failure = null;
        foreach (var kind in Ordered())
        {
            try
            {
                var remaining = await DeleteKindAsync(kind, going.Name, cancel);
                if (remaining.Count > 0)
                    objects[kind.GroupResource] = remaining.Count;
                foreach (var finalizer in remaining.SelectMany(static document => document.Metadata.Finalizers))
                    finalizers[finalizer] = finalizers.GetValueOrDefault(finalizer) + 1;
            }
            catch (ApiException error)
            {
                // One kind that cannot be emptied must not keep the others; the condition names it.
                failure ??= $"{kind.GroupResource}: {error.Message}";
            }

            if (kind.GroupResource == Pods && (objects.Count > 0 || failure is not null))
                break;
        }
        return new NamespaceRemains(objects, finalizers, failure);
    }

    // Each resource once, in one of its versions.
    private IEnumerable<KindSchema> Ordered() =>
        kinds.Kinds.Where(static kind => kind.Namespaced && kind.Verbs.Contains("list") && kind.Verbs.Contains("delete"))
            .DistinctBy(static kind => kind.GroupResource)
            .OrderBy(static kind => kind.GroupResource == Pods ? -2 : Array.IndexOf(Last, kind.GroupResource));

    private async Task<IReadOnlyList<Document>> DeleteKindAsync(KindSchema kind, string @namespace, CancellationToken cancel)
    {
        var query = new ListQuery { Namespace = @namespace };
        var found = (await client.ListAsync(kind, query, cancel)).Items;
        foreach (var document in found)
        {
            if (document.Metadata.DeletionTimestamp is null)
                await DeleteOneAsync(document, cancel);
        }
        return found.Count == 0 ? found : (await client.ListAsync(kind, query, cancel)).Items;
    }

    private async Task DeleteOneAsync(Document document, CancellationToken cancel)
    {
        try
        {
            var query = new DeleteQuery { Uid = document.Uid, PropagationPolicy = "Background" };
            await client.DeleteAsync(document.Schema, new ObjectKey(document.Namespace, document.Name), query, cancel);
        }
        catch (ApiException error) when (error.IsNotFound || error.IsConflict)
        {
            // Gone, or replaced: the list that follows tells.
        }
    }
}
