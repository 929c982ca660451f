using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.Scheduler.Cluster;

/// <summary>A pod as the scheduler looks at it. What few decisions need is read when it is first asked for; used by one thread.</summary>
internal sealed class PodInfo(Pod pod)
{
    private PodRequests? _requests;
    private HostPort[]? _ports;
    private AffinityTerms? _affinity;
    private NodeSelection? _nodeSelection;
    private Toleration[]? _tolerations;
    private SpreadConstraint[]? _spread;

    /// <summary>The newest state, for conditions and events.</summary>
    public Pod Pod { get; private set; } = pod;

    public ObjectKey Key { get; } = pod.Key;

    public string Uid { get; } = pod.Metadata.Uid;

    public string NodeName { get; } = pod.Spec.NodeName;

    public int Priority { get; } = pod.Spec.Priority ?? 0;

    public DateTimeOffset Created { get; } = pod.Metadata.CreationTimestamp ?? default;

    public bool IsDeleting { get; } = pod.Metadata.DeletionTimestamp is not null;

    public bool IsFinished { get; } = pod.Status.Phase is "Succeeded" or "Failed";

    public bool IsGated => Spec.SchedulingGates.Count > 0;

    public string SchedulerName => Spec.SchedulerName;

    public bool MayPreempt => Spec.PreemptionPolicy != "Never";

    public DocMap? Labels { get; private set; } = pod.Metadata.Labels.Peek();

    /// <summary>The uid of the controller that made it, or null.</summary>
    public string? ControllerUid { get; } = pod.Metadata.OwnerReferences.Find(static owner => owner.Controller == true)?.Uid;

    public PodRequests Requests => _requests ??= PodRequests.Of(Spec);

    public HostPort[] Ports => _ports ??= HostPort.Of(Spec);

    public AffinityTerms Affinity => _affinity ??= AffinityTerms.Of(Pod);

    public NodeSelection NodeSelection => _nodeSelection ??= new NodeSelection(Spec);

    public IReadOnlyList<Toleration> Tolerations => _tolerations ??= [.. Spec.Tolerations];

    /// <summary>What the pod itself states.</summary>
    public IReadOnlyList<SpreadConstraint> Spread => _spread ??= SpreadConstraint.Of(Pod);

    /// <summary>The images of all containers that must be on the node before the pod runs.</summary>
    public IEnumerable<string> Images => Spec.InitContainers.Concat(Spec.Containers).Select(static container => container.Image);

    public IReadOnlyList<PreferredSchedulingTerm> PreferredNodes => Spec.Affinity.NodeAffinity.PreferredDuringSchedulingIgnoredDuringExecution;

    /// <summary>True when nothing that a decision looks at differs; status may.</summary>
    public bool DecidesLike(PodInfo other) =>
        Uid == other.Uid && IsDeleting == other.IsDeleting && IsFinished == other.IsFinished
        && SameLabels(other) && Pod.Spec.ToValue().Equals(other.Pod.Spec.ToValue());

    /// <summary>Takes over a newer state that decides alike, so that the older document can go.</summary>
    public void Refresh(PodInfo newer) => (Pod, Labels) = (newer.Pod, newer.Labels);

    public bool SameLabels(PodInfo other) => Pod.Metadata.Labels.Count == other.Pod.Metadata.Labels.Count
        && (Labels is null || other.Labels is null || Labels.ContentEquals(other.Labels));

    public override string ToString() => Key.ToString();

    private PodSpec Spec => Pod.Spec;
}
