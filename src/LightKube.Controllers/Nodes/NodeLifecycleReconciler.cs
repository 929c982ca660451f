using LightKube.Api.Coordination.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.Nodes;

/// <summary>Marks nodes that fall silent as Unknown, taints nodes by their conditions, and takes their pods out of service.</summary>
internal sealed class NodeLifecycleReconciler : IReconciler<Node>
{
    private readonly CachedClient _client;
    private readonly ObjectEvents _events;
    private readonly TimeProvider _time;
    private readonly Heartbeats _heartbeats;
    private DateTimeOffset _nextEviction = DateTimeOffset.MinValue;

    public NodeLifecycleReconciler(CachedClient client, InformerSet informers, EventRecorder events, TimeProvider time)
    {
        (_client, _time) = (client, time);
        _events = events.For(new EventReporter("node-controller"));
        _heartbeats = new Heartbeats(time);
        NodeFacts.EnsurePodIndex(informers);
    }

    public string Name => "node-lifecycle";

    public Reads Reads => Reads.Own<Node>()
        .Also<Lease>(static (Lease lease, InformerSet _) => lease.Namespace == NodeFacts.LeaseNamespace ? [new ObjectKey("", lease.Name)] : [])
        .AndLooksUp<Pod>();

    public Writes Writes => Writes.Only<Node>().And<Pod>();

    /// <summary>One at a time: the pace of evictions is kept over all nodes.</summary>
    public int Workers => 1;

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (_client.Find<Node>(key) is not { } node)
        {
            _heartbeats.KeepOnly(_client.List<Node>());
            return Outcome.Done;
        }
        var silentIn = SilentIn(node);
        if (silentIn <= TimeSpan.Zero && NodeHealthPlan.Silent(node, _time.GetUtcNow()) is { } silent)
        {
            _events.Normal(node, "NodeNotReady", $"Node {node.Name} status is now: NodeNotReady");
            node = await _client.UpdateStatusAsync(silent, cancel);
        }
        if (!node.IsReady() && node.Condition("Ready") is not null)
            await MarkPodsNotReadyAsync(node.Name, cancel);
        var evictIn = await TaintAsync(node, cancel);
        return Outcome.AfterOrDone(Soonest(silentIn, evictIn));
    }

    private static TimeSpan? Soonest(TimeSpan silentIn, TimeSpan? evictIn)
    {
        if (silentIn <= TimeSpan.Zero)
            return evictIn;
        return evictIn is { } sooner && sooner < silentIn ? sooner : silentIn;
    }

    // How long until the node counts as silent; not positive when it does.
    private TimeSpan SilentIn(Node node)
    {
        var lease = _client.Find<Lease>(new ObjectKey(NodeFacts.LeaseNamespace, node.Name));
        var heard = _heartbeats.Observe(node, lease);
        var grace = node.Condition("Ready") is null ? NodeLimits.StartupGracePeriod : NodeLimits.GracePeriod;
        return heard + grace - _time.GetUtcNow();
    }

    /// <returns>When an eviction that had to wait for its turn may begin; null when none waits.</returns>
    private async Task<TimeSpan?> TaintAsync(Node node, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        var disruption = NodeHealthPlan.DisruptionOf(_client.List<Node>());
        var wantsEviction = NodeHealthPlan.EvictingTaint(node) is not null && !NodeHealthPlan.HasEvictingTaint(node);
        var mayEvict = now >= _nextEviction;
        if (NodeHealthPlan.Tainted(node, mayEvict, disruption, now) is { } tainted)
            await _client.UpdateAsync(tainted, cancel);
        if (!wantsEviction)
            return null;
        if (disruption == Disruption.None && mayEvict)
        {
            _nextEviction = now + NodeLimits.EvictionPace;
            return null;
        }
        return mayEvict ? NodeLimits.EvictionPace : _nextEviction - now;
    }

    // Services must not send requests to pods that nobody has heard of.
    private async Task MarkPodsNotReadyAsync(string node, CancellationToken cancel)
    {
        foreach (var pod in NodeFacts.PodsOn(_client, node).Where(static pod => pod.IsReady()))
        {
            var marked = pod.MutableCopy();
            var ready = marked.Condition("Ready")!;
            ready.Status = "False";
            ready.LastTransitionTime = _time.GetUtcNow();
            try
            {
                await _client.UpdateStatusAsync(marked, cancel);
                _events.Warning(pod, "NodeNotReady", "Node is not ready");
            }
            catch (ApiException error) when (error.IsNotFound)
            {
                // A pod that is gone is not ready either.
            }
        }
    }
}
