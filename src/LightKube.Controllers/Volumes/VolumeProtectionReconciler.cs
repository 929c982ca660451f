using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Volumes;

/// <summary>Lets a deleted volume go when it is bound to no claim. Volumes from before the admission plug-in get the finalizer that it gives new ones.</summary>
internal sealed class VolumeProtectionReconciler(CachedClient client) : IReconciler<PersistentVolume>
{
    public string Name => "pv-protection";

    public Reads Reads => Reads.Own<PersistentVolume>();

    public Writes Writes => Writes.Only<PersistentVolume>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<PersistentVolume>(key) is not { } volume)
            return Outcome.Done;
        if (UseFinalizer.OfVolumes.IsMissing(volume.Metadata))
        {
            var held = volume.MutableCopy();
            UseFinalizer.OfVolumes.Add(held.Metadata);
            await client.UpdateAsync(held, cancel);
        }
        else if (UseFinalizer.OfVolumes.Holds(volume.Metadata) && volume.Status.Phase != "Bound")
        {
            var freed = volume.MutableCopy();
            UseFinalizer.OfVolumes.Remove(freed.Metadata);
            await client.UpdateAsync(freed, cancel);
        }
        return Outcome.Done;
    }
}
