using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.Scheduler.Cluster;

/// <summary>
/// Nodes and the pods on them, kept change by change. A pod that the scheduler has placed counts at once, before the API shows it.
/// Used by one thread, which makes a snapshot for each decision unnecessary.
/// </summary>
/// <param name="namespaceLabels">The labels of the namespace of that name, null when it has none.</param>
internal sealed class ClusterState(Func<string, DocMap?> namespaceLabels)
{
    private readonly Dictionary<string, NodeInfo> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectKey, Placement> _placements = [];
    private readonly Dictionary<string, int> _nodesWithImage = new(StringComparer.Ordinal);
    private readonly List<NodeInfo> _nodes = [];
    private readonly HashSet<NodeInfo> _withAffinity = [];

    private sealed record Placement(PodInfo Pod, NodeInfo Node, bool IsAssumed);

    /// <summary>The nodes that exist.</summary>
    public IReadOnlyList<NodeInfo> Nodes => _nodes;

    /// <summary>The nodes, present or not, with pods that say something about other pods.</summary>
    public IReadOnlyCollection<NodeInfo> NodesWithAffinity => _withAffinity;

    public Func<string, DocMap?> NamespaceLabels { get; } = namespaceLabels;

    public int CountNodesWithImage(string name) => _nodesWithImage.GetValueOrDefault(name);

    /// <summary>True when the pod was placed by <see cref="Assume"/> and the API does not show it yet.</summary>
    public bool IsAssumed(ObjectKey key, string uid) =>
        _placements.TryGetValue(key, out var placement) && placement.IsAssumed && placement.Pod.Uid == uid;

    /// <returns>What changed that may let a pod in.</returns>
    public ClusterChange PutNode(Node node)
    {
        var info = NodeOf(node.Name);
        if (!info.IsPresent)
            _nodes.Add(info);
        CountImages(info, -1);
        var change = info.Update(node);
        CountImages(info, 1);
        return change;
    }

    public void RemoveNode(string name)
    {
        if (!_byName.TryGetValue(name, out var info) || !info.IsPresent)
            return;
        CountImages(info, -1);
        info.MarkGone();
        _nodes.Remove(info);
        DropIfUnused(info);
    }

    /// <summary>The scheduler has decided; the API will show it soon.</summary>
    public void Assume(PodInfo pod, NodeInfo node) => Place(pod, node, isAssumed: true);

    /// <summary>Takes in a pod that has a node and has not ended.</summary>
    /// <returns>What changed that may let a pod in.</returns>
    public ClusterChange PutPod(PodInfo pod)
    {
        var change = ClusterChange.AssignedPodAdded;
        if (_placements.TryGetValue(pod.Key, out var old))
        {
            var same = old.Node.Name == pod.NodeName && old.Pod.Uid == pod.Uid;
            if (same && !old.IsAssumed && old.Pod.DecidesLike(pod))
            {
                old.Pod.Refresh(pod);
                return ClusterChange.None;
            }
            change = !same ? ClusterChange.AssignedPodAdded | ClusterChange.AssignedPodGone
                : old.Pod.SameLabels(pod) ? ClusterChange.None : ClusterChange.AssignedPodAdded;
            if (same && pod.Requests.Amounts is var now && !now.ContentEquals(old.Pod.Requests.Amounts))
                change |= ClusterChange.AssignedPodGone;
        }
        Place(pod, NodeOf(pod.NodeName), isAssumed: false);
        return change;
    }

    /// <summary>The pod is gone, has ended, or could not be bound.</summary>
    /// <returns>What changed that may let a pod in.</returns>
    public ClusterChange RemovePod(ObjectKey key)
    {
        if (!_placements.Remove(key, out var placement))
            return ClusterChange.None;
        Detach(placement);
        return ClusterChange.AssignedPodGone;
    }

    private void Place(PodInfo pod, NodeInfo node, bool isAssumed)
    {
        if (_placements.TryGetValue(pod.Key, out var old))
            Detach(old, keep: node);
        node.Add(pod);
        if (node.PodsWithAffinity.Count > 0)
            _withAffinity.Add(node);
        _placements[pod.Key] = new Placement(pod, node, isAssumed);
    }

    private void Detach(Placement placement, NodeInfo? keep = null)
    {
        placement.Node.Remove(placement.Pod);
        if (placement.Node.PodsWithAffinity.Count == 0)
            _withAffinity.Remove(placement.Node);
        if (placement.Node != keep)
            DropIfUnused(placement.Node);
    }

    private NodeInfo NodeOf(string name)
    {
        if (!_byName.TryGetValue(name, out var info))
            _byName.Add(name, info = new NodeInfo(name));
        return info;
    }

    private void DropIfUnused(NodeInfo info)
    {
        if (!info.IsPresent && info.Pods.Count == 0)
            _byName.Remove(info.Name);
    }

    private void CountImages(NodeInfo info, int by)
    {
        foreach (var name in info.Images.Keys)
        {
            var count = _nodesWithImage.GetValueOrDefault(name) + by;
            if (count > 0)
                _nodesWithImage[name] = count;
            else
                _nodesWithImage.Remove(name);
        }
    }
}
