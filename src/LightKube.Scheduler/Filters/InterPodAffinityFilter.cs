using LightKube.Scheduler.Cluster;

namespace LightKube.Scheduler.Filters;

/// <summary>The required affinity and anti-affinity of the pod, and the anti-affinity of the pods that are there already.</summary>
internal sealed class InterPodAffinityFilter : IFilter
{
    private static readonly Rejection NoAffinity = Rejection.Lasting("node(s) didn't match pod affinity rules");
    private static readonly Rejection AntiAffinity = Rejection.UntilPodsLeave("node(s) didn't match pod anti-affinity rules");
    private static readonly Rejection OthersAntiAffinity = Rejection.UntilPodsLeave("node(s) didn't satisfy existing pods anti-affinity rules");

    public ClusterChange HelpedBy => ClusterChange.NodeAdded | ClusterChange.NodeLabels | ClusterChange.AssignedPodAdded | ClusterChange.AssignedPodGone;

    public NodeTest? Prepare(PodInfo pod, ClusterState cluster)
    {
        var (wanted, unwanted) = (pod.Affinity.Required, pod.Affinity.RequiredAnti);
        var forbidden = DomainsThatForbid(pod, cluster);
        if (wanted.Count == 0 && unwanted.Count == 0 && forbidden.Count == 0)
            return null;

        var company = wanted.Count == 0 ? [] : DomainsOf(wanted, cluster, other => wanted.All(term => term.Matches(other, cluster.NamespaceLabels)));
        var avoided = DomainsToAvoid(unwanted, cluster);

        // The first of a group that wants to be together finds no company yet: it is its own.
        var isFirst = company.Count == 0 && wanted.All(term => term.Matches(pod, cluster.NamespaceLabels));
        return node =>
            !wanted.All(term => DomainOf(node, term) is { } domain && (isFirst || company.Contains(domain))) ? NoAffinity
            : unwanted.Any(term => DomainOf(node, term) is { } domain && avoided.Contains(domain)) ? AntiAffinity
            : forbidden.Any(domain => node.Label(domain.Key) == domain.Value) ? OthersAntiAffinity
            : null;
    }

    private static Domain? DomainOf(NodeInfo node, AffinityTerm term) =>
        node.Label(term.TopologyKey) is { } value ? new Domain(term.TopologyKey, value) : null;

    private static HashSet<Domain> DomainsThatForbid(PodInfo pod, ClusterState cluster)
    {
        var domains = new HashSet<Domain>();
        foreach (var node in cluster.NodesWithAffinity)
        {
            foreach (var term in node.PodsWithAffinity.SelectMany(static other => other.Affinity.RequiredAnti))
            {
                if (DomainOf(node, term) is { } domain && term.Matches(pod, cluster.NamespaceLabels))
                    domains.Add(domain);
            }
        }
        return domains;
    }

    private static HashSet<Domain> DomainsToAvoid(IReadOnlyList<AffinityTerm> terms, ClusterState cluster)
    {
        var domains = new HashSet<Domain>();
        foreach (var term in terms)
            domains.UnionWith(DomainsOf([term], cluster, other => term.Matches(other, cluster.NamespaceLabels)));
        return domains;
    }

    // The domains, by the keys of the terms, of the nodes with a pod that fits.
    private static HashSet<Domain> DomainsOf(IReadOnlyList<AffinityTerm> terms, ClusterState cluster, Func<PodInfo, bool> fits)
    {
        var domains = new HashSet<Domain>();
        foreach (var node in cluster.Nodes)
        {
            if (!node.Pods.Any(fits))
                continue;
            foreach (var term in terms)
            {
                if (DomainOf(node, term) is { } domain)
                    domains.Add(domain);
            }
        }
        return domains;
    }

    private readonly record struct Domain(string Key, string Value);
}
