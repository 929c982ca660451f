using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;

namespace LightKube.Controllers.Ownership;

/// <summary>
/// Settles which objects an owner controls: keeps those it controls and selects, adopts selected ones that nobody controls, and
/// releases those that it no longer selects.
/// </summary>
internal static class Adoption
{
    /// <param name="client">The API, and the cache of what may be owned.</param>
    /// <param name="owner">The owner.</param>
    /// <param name="selects">Whether the owner selects objects with these labels.</param>
    /// <param name="cancel">Ends the wait for the API.</param>
    /// <returns>The objects that the owner controls afterwards.</returns>
    public static async Task<List<TOwned>> ClaimAsync<TOwner, TOwned>(
        CachedClient client, TOwner owner, Func<StringMap, bool> selects, CancellationToken cancel)
        where TOwner : KubeObject, IKubeObject<TOwner>
        where TOwned : KubeObject, IKubeObject<TOwned>
    {
        var informer = client.Cache<TOwned>();
        var claimed = new List<TOwned>();
        var isBeingDeleted = owner.Metadata.DeletionTimestamp is not null;
        foreach (var owned in OwnedIndex.ControlledBy(informer, owner.Metadata.Uid))
        {
            if (selects(owned.Metadata.Labels))
                claimed.Add(owned);
            else if (!isBeingDeleted)
                await ReleaseAsync(client, owner, owned, cancel);
        }
        if (isBeingDeleted)
            return claimed;

        var adoptable = OwnedIndex.Orphans(informer, owner.Namespace)
            .Where(orphan => orphan.Metadata.DeletionTimestamp is null && selects(orphan.Metadata.Labels)).ToList();
        if (adoptable.Count > 0)
            await EnsureAliveAsync(client, owner, cancel);
        foreach (var orphan in adoptable)
        {
            if (await AdoptAsync(client, owner, orphan, cancel) is { } adopted)
                claimed.Add(adopted);
        }
        return claimed;
    }

    // The cache may not know yet that the owner is going, and its orphans must then stay orphans: only the API can tell.
    private static async Task EnsureAliveAsync<TOwner>(CachedClient client, TOwner owner, CancellationToken cancel)
        where TOwner : KubeObject, IKubeObject<TOwner>
    {
        var fresh = await client.GetAsync<TOwner>(owner.Key, cancel);
        if (fresh.Metadata.Uid != owner.Metadata.Uid || fresh.Metadata.DeletionTimestamp is not null)
            throw ApiException.Conflict(TOwner.Schema, owner.Name, "it was deleted; its orphans are not adopted");
    }

    private static async Task<TOwned?> AdoptAsync<TOwned>(CachedClient client, KubeObject owner, TOwned orphan, CancellationToken cancel)
        where TOwned : KubeObject, IKubeObject<TOwned>
    {
        var adopted = orphan.MutableCopy();
        adopted.Metadata.OwnerReferences.Add(Owners.NewControllerReference(owner));
        try
        {
            return await client.UpdateAsync(adopted, cancel);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            return null;
        }
    }

    private static async Task ReleaseAsync<TOwned>(CachedClient client, KubeObject owner, TOwned owned, CancellationToken cancel)
        where TOwned : KubeObject, IKubeObject<TOwned>
    {
        var released = owned.MutableCopy();
        var references = released.Metadata.OwnerReferences;
        references.ReplaceWith([.. references.Where(reference => reference.Uid != owner.Metadata.Uid)]);
        try
        {
            await client.UpdateAsync(released, cancel);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Gone is as good as released.
        }
    }
}
