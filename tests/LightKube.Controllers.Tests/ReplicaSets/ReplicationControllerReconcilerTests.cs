using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Controllers.ReplicaSets;
using LightKube.Testing.Builders;
using LightKube.Testing.Rigs;

namespace LightKube.Controllers.Tests.ReplicaSets;

public sealed class ReplicationControllerReconcilerTests : ReplicaReconcilerTests<ReplicationController>
{
    private protected override IReplicaKind<ReplicationController> Kind { get; } = new ReplicationControllerKind();

    private protected override ReplicationController ASet(string name, int replicas) => A.ReplicationController(name, replicas);

    private protected override void Scale(ReplicationController set, int replicas) => set.Spec.Replicas = replicas;

    private protected override void SetMinReadySeconds(ReplicationController set, int seconds) => set.Spec.MinReadySeconds = seconds;

    [Test]
    public async Task A_replica_set_of_the_same_name_keeps_its_own_pods()
    {
        await using var rig = await Rig.StartAsync(parts =>
        [
            new ReplicaReconciler<ReplicaSet>(new ReplicaSetKind(), parts.Client, parts.Informers, parts.Events, parts.Time),
            new ReplicaReconciler<ReplicationController>(Kind, parts.Client, parts.Informers, parts.Events, parts.Time),
        ]);

        await rig.CreateAsync(A.ReplicaSet("web", 2), A.ReplicationController("web", 3));
        await CountIsAsync(rig, 5);
        await rig.SettledAsync();

        var kinds = (await rig.ListAsync<Pod>()).CountBy(pod => pod.Metadata.OwnerReferences[0].Kind);
        Assert.That(kinds, Is.EquivalentTo(new Dictionary<string, int> { ["ReplicaSet"] = 2, ["ReplicationController"] = 3 }));
    }
}
