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

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel) =>
        client.Find<PersistentVolume>(key) is { } volume ? await UseFinalizer.OfVolumes.ReconcileAsync(client, volume, IsBoundAsync, cancel) : Outcome.Done;

    private static Task<bool> IsBoundAsync(PersistentVolume volume, CancellationToken cancel) => Task.FromResult(volume.Status.Phase == "Bound");
}
