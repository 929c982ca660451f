using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>What the pod requests must be free, and the node must not be full of pods.</summary>
internal sealed class NodeResourcesFilter : IFilter
{
    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeAllocatable | ClusterChange.AssignedPodGone;

    public NodeTest Prepare(PodInfo pod, ClusterState cluster) => node => Check(pod.Requests.Amounts, node);

    private static Rejection? Check(ResourceAmounts wanted, NodeInfo node)
    {
        var shortage = new Shortage();
        var (allocatable, taken) = (node.Allocatable, node.Requested);
        if (node.Pods.Count + 1 > allocatable.Pods)
            shortage.Add("Too many pods", lasting: false);
        shortage.Check("cpu", wanted.MilliCpu, allocatable.MilliCpu, taken.MilliCpu);
        shortage.Check("memory", wanted.Memory, allocatable.Memory, taken.Memory);
        shortage.Check("ephemeral-storage", wanted.EphemeralStorage, allocatable.EphemeralStorage, taken.EphemeralStorage);
        foreach (var (name, amount) in wanted.Others)
            shortage.Check(name, amount, allocatable.Others.GetValueOrDefault(name), taken.Others.GetValueOrDefault(name));
        return shortage.ToRejection();
    }

    private struct Shortage
    {
        private List<string>? _reasons;
        private bool _lasting;

        public void Check(string name, long wanted, long allocatable, long taken)
        {
            if (wanted > 0 && wanted > allocatable - taken)
                Add($"Insufficient {name}", wanted > allocatable);
        }

        public void Add(string reason, bool lasting)
        {
            (_reasons ??= []).Add(reason);
            _lasting |= lasting;
        }

        public readonly Rejection? ToRejection() => _reasons is null ? null : new Rejection(_reasons, _lasting);
    }
}
