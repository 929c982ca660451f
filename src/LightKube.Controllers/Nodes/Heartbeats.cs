using System.Collections.Concurrent;
using LightKube.Api.Coordination.V1;
using LightKube.Api.Core.V1;

namespace LightKube.Controllers.Nodes;

/// <summary>
/// When each node was last heard of, by our own clock: the node's may be wrong. A node is heard of when its lease or its Ready condition's
/// heartbeat changes. After a restart every node has the full grace period again.
/// </summary>
internal sealed class Heartbeats(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (DateTimeOffset? Lease, DateTimeOffset? Status, DateTimeOffset Heard)> _byUid = new();

    /// <summary>Takes in what is known of the node now.</summary>
    /// <returns>When it was last heard of.</returns>
    public DateTimeOffset Observe(Node node, Lease? lease)
    {
        var (renewed, posted) = (lease?.Spec.RenewTime, node.Condition("Ready")?.LastHeartbeatTime);
        var now = time.GetUtcNow();
        return _byUid.AddOrUpdate(
            node.Metadata.Uid,
            _ => (renewed, posted, now),
            (_, known) => known.Lease == renewed && known.Status == posted ? known : (renewed, posted, now)).Heard;
    }

    /// <summary>Forgets the nodes that are no longer there.</summary>
    public void KeepOnly(IEnumerable<Node> nodes)
    {
        var present = nodes.Select(static node => node.Metadata.Uid).ToHashSet();
        foreach (var uid in _byUid.Keys.Where(uid => !present.Contains(uid)))
            _byUid.TryRemove(uid, out _);
    }
}
