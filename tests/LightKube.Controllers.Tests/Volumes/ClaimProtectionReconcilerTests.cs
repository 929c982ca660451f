using LightKube.Api.Core.V1;
using LightKube.Client;
using LightKube.Controllers.Volumes;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;

namespace LightKube.Controllers.Tests.Volumes;

[Parallelizable(ParallelScope.All)]
public sealed class ClaimProtectionReconcilerTests
{
    private const string Finalizer = "kubernetes.io/pvc-protection";

    private static Task<Rig> StartAsync() => Rig.StartAsync(parts => [new ClaimProtectionReconciler(parts.Client, parts.Informers)]);

    private static PersistentVolumeClaim Claim(string name)
    {
        var claim = new PersistentVolumeClaim();
        claim.Metadata.Name = name;
        return claim.Finalized(Finalizer);
    }

    private static Pod Mounting(string pod, string claim)
    {
        var made = A.Pod(pod);
        made.Spec.Volumes.Add(new Volume { Name = "data", PersistentVolumeClaim = { ClaimName = claim } });
        return made;
    }

    private static async Task IsKeptAsync(Rig rig, string claim)
    {
        await rig.SettledAsync();
        Assert.That((await rig.FindAsync<PersistentVolumeClaim>(claim))!.Metadata.DeletionTimestamp, Is.Not.Null);
    }

    [Test]
    public async Task A_claim_that_no_pod_uses_goes_when_it_is_deleted()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(Claim("data"), Mounting("other", "elsewhere").On("n1"), Mounting("waiting", "data"));

        await rig.DeleteAsync<PersistentVolumeClaim>("data");

        await rig.EventuallyGoneAsync<PersistentVolumeClaim>("data");
    }

    [Test]
    public async Task A_claim_stays_until_the_last_pod_that_uses_it_is_gone()
    {
        await using var rig = await StartAsync();
        await rig.CreateAsync(Claim("data"), Mounting("a", "data").On("n1"), Mounting("b", "data").On("n1").InPhase("Succeeded"));
        await rig.DeleteAsync<PersistentVolumeClaim>("data");
        await IsKeptAsync(rig, "data");

        await rig.DeleteAsync<Pod>("a", new DeleteQuery { GracePeriodSeconds = 0 });
        await IsKeptAsync(rig, "data");

        await rig.DeleteAsync<Pod>("b", new DeleteQuery { GracePeriodSeconds = 0 });
        await rig.EventuallyGoneAsync<PersistentVolumeClaim>("data");
    }

    [Test]
    public async Task The_claim_of_an_ephemeral_volume_is_used_by_the_pod_that_it_was_made_for_and_by_no_other()
    {
        await using var rig = await StartAsync();
        var pod = A.Pod("web").On("n1");
        pod.Spec.Volumes.AddNew().Name = "scratch";
        pod.Spec.Volumes[0].Ephemeral.VolumeClaimTemplate.Spec.AccessModes.Add("ReadWriteOnce");
        await rig.CreateAsync(pod);
        await rig.CreateAsync(Claim("web-scratch").OwnedBy((await rig.FindAsync<Pod>("web"))!), Claim("web-other"));

        await rig.DeleteAsync<PersistentVolumeClaim>("web-scratch");
        await rig.DeleteAsync<PersistentVolumeClaim>("web-other");

        await rig.EventuallyGoneAsync<PersistentVolumeClaim>("web-other");
        await IsKeptAsync(rig, "web-scratch");
        await rig.DeleteAsync<Pod>("web", new DeleteQuery { GracePeriodSeconds = 0 });
        await rig.EventuallyGoneAsync<PersistentVolumeClaim>("web-scratch");
    }

    [Test]
    public async Task A_claim_without_the_finalizer_gets_it()
    {
        await using var rig = await StartAsync();
        var old = new PersistentVolumeClaim();
        old.Metadata.Name = "old";
        await rig.CreateAsync(old);

        await rig.EventuallyAsync<PersistentVolumeClaim>("old", claim => Assert.That(claim.Metadata.Finalizers, Is.EqualTo(new[] { Finalizer })));
    }
}
