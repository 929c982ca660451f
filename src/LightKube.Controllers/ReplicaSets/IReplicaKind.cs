using LightKube.Api.Apps.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Views;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>What tells one kind that keeps a number of pods from another. All else is the same for every such kind.</summary>
internal interface IReplicaKind<T>
    where T : KubeObject, IKubeObject<T>
{
    /// <summary>The reconciler's name, lower-case: <c>replicaset</c>.</summary>
    string Name { get; }

    /// <summary>Who reports the events: <c>replicaset-controller</c>.</summary>
    string Reporter { get; }

    /// <summary>How many pods are wanted.</summary>
    int Replicas(T set);

    /// <summary>Seconds that a pod must have been ready to be available.</summary>
    int MinReadySeconds(T set);

    PodTemplateSpec Template(T set);

    /// <summary>Whether a pod with these labels is one of the set's. An empty selector of a ReplicationController selects none.</summary>
    bool Selects(T set, StringMap labels);

    /// <summary>The status in place. Every kind's has the fields of a ReplicaSet's, but see <see cref="CountsTerminating"/>.</summary>
    ReplicaSetStatus Status(T set);

    /// <summary>Whether the kind's status has <c>terminatingReplicas</c>.</summary>
    bool CountsTerminating { get; }
}
