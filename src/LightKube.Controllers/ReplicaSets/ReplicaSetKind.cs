using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Selectors;
using LightKube.Api.Views;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>ReplicaSets, which select by any label selector.</summary>
internal sealed class ReplicaSetKind : IReplicaKind<ReplicaSet>
{
    public string Name => "replicaset";

    public string Reporter => "replicaset-controller";

    public bool CountsTerminating => true;

    public int Replicas(ReplicaSet set) => set.Spec.Replicas ?? 1;

    public int MinReadySeconds(ReplicaSet set) => set.Spec.MinReadySeconds;

    public PodTemplateSpec Template(ReplicaSet set) => set.Spec.Template;

    public bool Selects(ReplicaSet set, StringMap labels) => LabelMatch.Fits(set.Spec.Selector, labels);

    public ReplicaSetStatus Status(ReplicaSet set) => set.Status;
}
