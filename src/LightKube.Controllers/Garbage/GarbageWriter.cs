using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Meta.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;
using Patch = LightKube.Client.Patch;

namespace LightKube.Controllers.Garbage;

/// <summary>The writes of the garbage collector. Each is for one version of one object: when it has changed, it fails with a conflict.</summary>
internal sealed class GarbageWriter(IClient client)
{
    /// <summary>The object as the API has it now; null when it is gone, or another has its name.</summary>
    public async Task<Document?> FindAsync(Document known, CancellationToken cancel)
    {
        var live = await FindAsync(known.Schema, KeyOf(known), cancel);
        return live?.Uid == known.Uid ? live : null;
    }

    public async Task<Document?> FindAsync(KindSchema kind, ObjectKey key, CancellationToken cancel)
    {
        try
        {
            return await client.GetAsync(kind, key, cancel);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    public Task DeleteAsync(Document live, string policy, CancellationToken cancel)
    {
        var query = new DeleteQuery { PropagationPolicy = policy, Uid = live.Uid, ResourceVersion = live.ResourceVersion };
        return client.DeleteAsync(live.Schema, KeyOf(live), query, cancel);
    }

    public async Task RemoveFinalizerAsync(Document known, string finalizer, CancellationToken cancel)
    {
        if (await FindAsync(known, cancel) is not { } live || !live.HasFinalizer(finalizer))
            return;
        await PatchAsync(live, "finalizers", DocList.Of(live.Metadata.Finalizers.Where(one => one != finalizer)), cancel);
    }

    /// <summary>Takes the owners out of the object's references.</summary>
    public Task RemoveOwnersAsync(Document live, IReadOnlyCollection<string> uids, CancellationToken cancel) =>
        SetOwnersAsync(live, live.Metadata.OwnerReferences.Where(reference => !uids.Contains(reference.Uid)), cancel);

    /// <summary>Lets its owners go before it.</summary>
    public Task UnblockOwnersAsync(Document live, CancellationToken cancel) =>
        SetOwnersAsync(live.MutableCopy(), live.MutableCopy().Metadata.OwnerReferences.Select(static reference =>
        {
            reference.BlockOwnerDeletion = false;
            return reference;
        }), cancel);

    private static ObjectKey KeyOf(Document document) => new(document.Namespace, document.Name);

    private async Task SetOwnersAsync(Document live, IEnumerable<OwnerReference> references, CancellationToken cancel)
    {
        var list = new DocList();
        foreach (var reference in references)
            list.Add(reference.Map.DeepClone());
        await PatchAsync(live, "ownerReferences", list, cancel);
    }

    private async Task PatchAsync(Document live, string field, DocList value, CancellationToken cancel)
    {
        var change = new DocMap();
        var metadata = change.GetOrAddMap("metadata");
        metadata.Set("uid", live.Uid);
        metadata.Set("resourceVersion", live.ResourceVersion);
        metadata.Set(field, value.Count > 0 ? value : Value.Null);
        await client.PatchAsync(live.Schema, KeyOf(live), new Patch(PatchType.Merge, change), null, cancel);
    }
}
