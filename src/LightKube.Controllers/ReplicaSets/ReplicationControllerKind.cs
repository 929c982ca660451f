using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Selectors;
using LightKube.Api.Views;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>ReplicationControllers, which came before ReplicaSets and select by a plain map.</summary>
internal sealed class ReplicationControllerKind : IReplicaKind<ReplicationController>
{
    public string Name => "replicationcontroller";

    public string Reporter => "replication-controller";

    public bool CountsTerminating => false;

    public int Replicas(ReplicationController set) => set.Spec.Replicas ?? 1;

    public int MinReadySeconds(ReplicationController set) => set.Spec.MinReadySeconds;

    public PodTemplateSpec Template(ReplicationController set) => set.Spec.Template;

    public bool Selects(ReplicationController set, StringMap labels) => LabelMatch.Fits(set.Spec.Selector, labels);

    public ReplicaSetStatus Status(ReplicationController set) => new(set, "status");
}
