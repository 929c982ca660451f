using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Volumes;

/// <summary>A finalizer that keeps an object while something uses it.</summary>
/// <param name="name">Of the finalizer.</param>
internal sealed class UseFinalizer(string name)
{
    public static readonly UseFinalizer OfClaims = new("kubernetes.io/pvc-protection");

    public static readonly UseFinalizer OfVolumes = new("kubernetes.io/pv-protection");

    /// <summary>Gives the finalizer to what was made while nobody did; takes it from what is to go and is not used.</summary>
    /// <param name="client">As the controller.</param>
    /// <param name="item">What may be used.</param>
    /// <param name="isUsed">Asked only when it is to go.</param>
    /// <param name="cancel">Ends the work.</param>
    public async Task<Outcome> ReconcileAsync<T>(CachedClient client, T item, Func<T, CancellationToken, Task<bool>> isUsed, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T>
    {
        var isHeld = item.Metadata.Finalizers.Contains(name);
        if (isHeld != (item.Metadata.DeletionTimestamp is not null) || (isHeld && await isUsed(item, cancel)))
            return Outcome.Done;
        var changed = item.MutableCopy();
        if (isHeld)
            changed.Metadata.Finalizers.Remove(name);
        else
            changed.Metadata.Finalizers.Add(name);
        await client.UpdateAsync(changed, cancel);
        return Outcome.Done;
    }
}
