using LightKube.Api.Core.V1;
using LightKube.Controllers.Volumes;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;

namespace LightKube.Controllers.Tests.Volumes;

[Parallelizable(ParallelScope.All)]
public sealed class VolumeProtectionReconcilerTests
{
    private const string Finalizer = "kubernetes.io/pv-protection";

    private static PersistentVolume Volume(string name, string phase)
    {
        var volume = new PersistentVolume();
        volume.Metadata.Name = name;
        volume.Status.Phase = phase;
        return volume.Finalized(Finalizer);
    }

    [Test]
    public async Task A_deleted_volume_goes_once_it_is_bound_no_more()
    {
        await using var rig = await Rig.StartAsync(client => new VolumeProtectionReconciler(client));
        await rig.CreateAsync(Volume("free", "Available"), Volume("bound", "Bound"));

        await rig.DeleteAsync<PersistentVolume>("free");
        await rig.DeleteAsync<PersistentVolume>("bound");

        await rig.EventuallyGoneAsync<PersistentVolume>("free");
        await rig.SettledAsync();
        Assert.That(await rig.FindAsync<PersistentVolume>("bound"), Is.Not.Null);

        await rig.UpdateAsync<PersistentVolume>("bound", volume => volume.Status.Phase = "Released");
        await rig.EventuallyGoneAsync<PersistentVolume>("bound");
    }

    [Test]
    public async Task A_volume_without_the_finalizer_gets_it()
    {
        await using var rig = await Rig.StartAsync(client => new VolumeProtectionReconciler(client));
        var old = new PersistentVolume();
        old.Metadata.Name = "old";
        await rig.CreateAsync(old);

        await rig.EventuallyAsync<PersistentVolume>("old", volume => Assert.That(volume.Metadata.Finalizers, Is.EqualTo(new[] { Finalizer })));
    }
}
