using System.Net;
using LightKube.Network.Nftables;
using LightKube.Network.Rules;

namespace LightKube.Network.Services;

/// <summary>Decides what chains and map elements a service has on one node. Pure.</summary>
internal sealed class ServicePlan(string nodeName)
{
    public OwnedRules For(ServiceInput service, IReadOnlyList<SliceInput> slices)
    {
        if (service.ClusterAddresses.Count == 0)
            return OwnedRules.None;
        var chains = new List<ServiceChain>();
        var elements = new List<MapElement>();
        foreach (var family in IpFamily.All)
        {
            if (!service.ClusterAddresses.Any(address => IpFamily.Of(address) == family))
                continue;
            foreach (var port in service.Ports)
                new PortPlan(service, port, family, Choose(port, family, slices), chains, elements).Add();
        }
        return new OwnedRules(new ValueList<ServiceChain>([.. chains]), new ValueList<MapElement>([.. elements]));
    }

    /// <summary>The endpoints of one port: all of the cluster, and those on this node.</summary>
    private PortEndpoints Choose(ServicePortInput port, IpFamily family, IReadOnlyList<SliceInput> slices)
    {
        var cluster = new EndpointSelection();
        var local = new EndpointSelection();
        foreach (var slice in slices)
            foreach (var target in slice.Ports)
            {
                if (target.Name != port.Name || target.Transport != port.Transport)
                    continue;
                foreach (var endpoint in slice.Endpoints)
                {
                    // Addresses of one endpoint are interchangeable; the first stands for it.
                    if (endpoint.Addresses is not [var address, ..] || IpFamily.Of(address) != family)
                        continue;
                    cluster.Add(new Endpoint(address, target.Port), endpoint);
                    if (endpoint.NodeName == nodeName)
                        local.Add(new Endpoint(address, target.Port), endpoint);
                }
            }
        return new PortEndpoints(cluster.Usable(), local.Usable());
    }
}

/// <summary>The endpoints that a port may use.</summary>
internal readonly record struct PortEndpoints(ValueList<Endpoint> Cluster, ValueList<Endpoint> Local);

/// <summary>Ready endpoints; without any, those that are going away but still serve.</summary>
internal sealed class EndpointSelection
{
    private readonly HashSet<Endpoint> _ready = [];
    private readonly HashSet<Endpoint> _leaving = [];

    public void Add(Endpoint endpoint, SliceEndpointInput state)
    {
        if (state.Ready)
            _ready.Add(endpoint);
        else if (state is { Serving: true, Terminating: true })
            _leaving.Add(endpoint);
    }

    /// <summary>In a fixed order, so that the same endpoints make the same chain.</summary>
    public ValueList<Endpoint> Usable()
    {
        Endpoint[] usable = [.. _ready.Count > 0 ? _ready : _leaving];
        Array.Sort(usable, Compare);
        return new ValueList<Endpoint>(usable);
    }

    private static int Compare(Endpoint left, Endpoint right)
    {
        var order = AddressOrder(left.Address, right.Address);
        return order != 0 ? order : left.Port.CompareTo(right.Port);
    }

    private static int AddressOrder(IPAddress left, IPAddress right)
    {
        Span<byte> a = stackalloc byte[16], b = stackalloc byte[16];
        left.TryWriteBytes(a, out var lengthA);
        right.TryWriteBytes(b, out var lengthB);
        return a[..lengthA].SequenceCompareTo(b[..lengthB]);
    }
}
