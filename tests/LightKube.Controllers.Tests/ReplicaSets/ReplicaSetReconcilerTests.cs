using LightKube.Api.Apps.V1;
using LightKube.Controllers.ReplicaSets;
using LightKube.Testing.Builders;

namespace LightKube.Controllers.Tests.ReplicaSets;

public sealed class ReplicaSetReconcilerTests : ReplicaReconcilerTests<ReplicaSet>
{
    private protected override IReplicaKind<ReplicaSet> Kind { get; } = new ReplicaSetKind();

    private protected override ReplicaSet ASet(string name, int replicas) => A.ReplicaSet(name, replicas);

    private protected override void Scale(ReplicaSet set, int replicas) => set.Spec.Replicas = replicas;

    private protected override void SetMinReadySeconds(ReplicaSet set, int seconds) => set.Spec.MinReadySeconds = seconds;
}
