using System.Net;
using LightKube.Network.Nftables;
using LightKube.Network.Rules;

namespace LightKube.Network.Services;

/// <summary>
/// The chains of one port of a service in one IP family, and the elements that lead into them:
/// <code>
/// cluster address ───────────────▶ cluster (or local) ─▶ endpoint
/// node port, external address ─▶ external ─▶ cluster or local
/// load balancer ─▶ [sources] ─▶ external
/// </code>
/// </summary>
internal sealed class PortPlan(
    ServiceInput service, ServicePortInput port, IpFamily family, PortEndpoints endpoints, List<ServiceChain> chains, List<MapElement> elements)
{
    private readonly string _suffix = $"{service.Namespace}/{service.Name}/{port.Transport.Lower()}{family.Suffix}/{port.Port}";

    public void Add()
    {
        var isExternal = port.NodePort > 0
                         || Own(service.ExternalAddresses).Any() || Own(service.LoadBalancerAddresses).Any();
        var cluster = !service.InternalTrafficIsLocal || isExternal ? Balance("cluster", endpoints.Cluster, Names.NoEndpoints) : "";
        var local = service.InternalTrafficIsLocal || (isExternal && service.ExternalTrafficIsLocal)
            ? Balance("local", endpoints.Local, Names.NoLocalEndpoints)
            : "";
        AddElements(service.ClusterAddresses, service.InternalTrafficIsLocal ? local : cluster);
        if (isExternal)
            AddExternal(External(cluster, local));
        foreach (var endpoint in endpoints.Local)
            elements.Add(new MapElement(MapKey.Hairpin(endpoint.Address), default));
    }

    private string Balance(string kind, ValueList<Endpoint> targets, string none)
    {
        if (targets.Count == 0)
            return none;
        var name = $"{kind}/{_suffix}";
        chains.Add(new BalanceChain(name, family, targets, service.AffinitySeconds));
        return name;
    }

    private string External(string cluster, string local)
    {
        if (cluster == Names.NoEndpoints)
            return cluster;
        var name = $"external/{_suffix}";
        chains.Add(service.ExternalTrafficIsLocal
            ? new ExternalLocalChain(name, family, cluster, local)
            : new ExternalChain(name, family, cluster));
        return name;
    }

    private void AddExternal(string target)
    {
        if (port.NodePort > 0)
            elements.Add(new MapElement(MapKey.NodePort(family, port.Transport, port.NodePort), new MapValue(target)));
        AddElements(service.ExternalAddresses, target);
        IPNetwork[] sources = [.. service.SourceRanges.Where(range => IpFamily.Of(range.BaseAddress) == family)];
        if (service.SourceRanges.Count > 0 && Own(service.LoadBalancerAddresses).Any())
        {
            var name = $"sources/{_suffix}";
            chains.Add(new SourceFilterChain(name, family, new ValueList<IPNetwork>(sources), target));
            target = name;
        }
        AddElements(service.LoadBalancerAddresses, target);
    }

    private void AddElements(IReadOnlyList<IPAddress> addresses, string target)
    {
        foreach (var address in Own(addresses))
            elements.Add(new MapElement(MapKey.Service(address, port.Transport, port.Port), new MapValue(target)));
    }

    private IEnumerable<IPAddress> Own(IReadOnlyList<IPAddress> addresses) => addresses.Where(address => IpFamily.Of(address) == family);
}
