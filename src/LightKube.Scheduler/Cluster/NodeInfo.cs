using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.Scheduler.Cluster;

/// <summary>A node, the pods on it or on their way to it, and what they take.</summary>
internal sealed class NodeInfo(string name)
{
    private readonly List<PodInfo> _pods = [];
    private readonly List<PodInfo> _withAffinity = [];
    private readonly List<HostPort> _ports = [];
    private DocMap? _labels;

    public string Name { get; } = name;

    /// <summary>False while only pods name it: the node has gone, or has not been seen yet.</summary>
    public bool IsPresent { get; private set; }

    public bool IsUnschedulable { get; private set; }

    public IReadOnlyList<NodeTaint> Taints { get; private set; } = [];

    public ResourceAmounts Allocatable { get; private set; } = new();

    /// <summary>The images on the node with their sizes in bytes, by each of their names.</summary>
    public IReadOnlyDictionary<string, long> Images { get; private set; } = new Dictionary<string, long>();

    public ResourceAmounts Requested { get; } = new();

    /// <inheritdoc cref="PodRequests.ScoredMilliCpu"/>
    public long ScoredMilliCpu { get; private set; }

    /// <inheritdoc cref="PodRequests.ScoredMemory"/>
    public long ScoredMemory { get; private set; }

    public IReadOnlyList<PodInfo> Pods => _pods;

    /// <summary>Those that say something about other pods.</summary>
    public IReadOnlyList<PodInfo> PodsWithAffinity => _withAffinity;

    public IReadOnlyList<HostPort> Ports => _ports;

    public string? Label(string key) => _labels?.GetString(key);

    /// <summary>Takes over the node's newest state.</summary>
    /// <returns>What changed that may let a pod in.</returns>
    public ClusterChange Update(Node node)
    {
        var labels = node.Metadata.Labels.Peek();
        var taints = node.Spec.Taints.Select(static taint => new NodeTaint(taint.Key, taint.Value, taint.Effect)).ToArray();
        var allocatable = ResourceAmounts.Of(node.Status.Allocatable);
        var change = ClusterChange.None;
        if (!IsPresent)
            change = ClusterChange.NodeAdded;
        if (!SameLabels(labels))
            change |= ClusterChange.NodeLabels;
        if (IsUnschedulable != node.Spec.Unschedulable || !taints.SequenceEqual(Taints))
            change |= ClusterChange.NodeTaints;
        if (!allocatable.ContentEquals(Allocatable))
            change |= ClusterChange.NodeAllocatable;
        (IsPresent, IsUnschedulable, _labels, Taints, Allocatable) = (true, node.Spec.Unschedulable, labels, taints, allocatable);
        Images = ImageNames.Of(node.Status.Images);
        return change;
    }

    public void MarkGone()
    {
        IsPresent = false;
        Images = new Dictionary<string, long>();
    }

    public void Add(PodInfo pod)
    {
        _pods.Add(pod);
        _ports.AddRange(pod.Ports);
        if (!pod.Affinity.IsEmpty)
            _withAffinity.Add(pod);
        Requested.Add(pod.Requests.Amounts);
        ScoredMilliCpu += pod.Requests.ScoredMilliCpu;
        ScoredMemory += pod.Requests.ScoredMemory;
    }

    public void Remove(PodInfo pod)
    {
        if (!_pods.Remove(pod))
            return;
        _withAffinity.Remove(pod);
        foreach (var port in pod.Ports)
            _ports.Remove(port);
        Requested.Subtract(pod.Requests.Amounts);
        ScoredMilliCpu -= pod.Requests.ScoredMilliCpu;
        ScoredMemory -= pod.Requests.ScoredMemory;
    }

    public override string ToString() => Name;

    private bool SameLabels(DocMap? labels) =>
        (labels?.Count ?? 0) == (_labels?.Count ?? 0) && (labels is null || _labels is null || labels.ContentEquals(_labels));
}
