using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Events;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Nodes;

/// <summary>Gives each node its pod networks. A node that is deleted gives them back.</summary>
/// <param name="client">The API.</param>
/// <param name="events">Where exhaustion is reported.</param>
/// <param name="ranges">One range, or one of each address family.</param>
internal sealed class NodeIpamReconciler(CachedClient client, EventRecorder events, IReadOnlyList<PodCidrRange> ranges) : IReconciler<Node>
{
    private readonly ObjectEvents _events = events.For(new EventReporter("cidr-allocator"));
    private readonly int[] _last = [.. ranges.Select(static _ => -1)];

    public string Name => "node-ipam";

    // A node that goes may free what another waits for.
    public Reads Reads => Reads.Own<Node>(static (_, _) => false).Also<Node>(static (Node _, InformerSet informers) =>
        informers.Get<Node>().List().Where(static node => node.Spec.PodCIDRs.Count == 0).Select(static node => node.Key), static (_, _) => false);

    public Writes Writes => Writes.Only<Node>();

    /// <summary>One at a time, and each sees what the last one wrote: so no share is given out twice.</summary>
    public int Workers => 1;

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<Node>(key) is not { } node || node.Spec.PodCIDRs.Count > 0 || node.Spec.PodCIDR.Length > 0)
            return Outcome.Done;
        var taken = Taken();
        var assigned = node.MutableCopy();
        var indexes = new int[ranges.Count];
        for (var i = 0; i < ranges.Count; i++)
        {
            if (PodCidrPlan.Next(ranges[i], taken, _last[i]) is not { } next)
            {
                _events.Warning(node, "CIDRNotAvailable", $"No pod network is left in {ranges[i].Cluster} for this node");
                throw new TerminalException(
                    $"no pod network is left in {ranges[i].Cluster}: delete nodes that are gone, or choose a larger cluster CIDR");
            }
            assigned.Spec.PodCIDRs.Add(next.Share.ToString());
            indexes[i] = next.Index;
        }
        assigned.Spec.PodCIDR = assigned.Spec.PodCIDRs[0];
        await client.UpdateAsync(assigned, cancel);
        indexes.CopyTo(_last, 0);
        return Outcome.Done;
    }

    private HashSet<IPNetwork> Taken() =>
        [.. client.List<Node>().SelectMany(static node => node.Spec.PodCIDRs.Append(node.Spec.PodCIDR))
            .Select(static text => IPNetwork.TryParse(text, out var network) ? network : (IPNetwork?)null)
            .OfType<IPNetwork>()];
}
