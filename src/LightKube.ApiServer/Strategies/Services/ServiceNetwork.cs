using System.Net;
using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>What services share: cluster addresses and node ports. In memory, rebuilt from the services at start and kept from their changes.</summary>
/// <remarks>docs/decisions/071 says why they are not objects of their own.</remarks>
public sealed class ServiceNetwork : IObjectObserver
{
    private readonly Lock _lock = new();
    private readonly AddressRange[] _ranges;
    private readonly PortRange _ports;

    /// <param name="ranges">One range, or one of each family; the first is the primary.</param>
    /// <param name="firstPort">First node port.</param>
    /// <param name="lastPort">Last node port.</param>
    /// <param name="random">For spreading.</param>
    public ServiceNetwork(IReadOnlyList<IPNetwork> ranges, int firstPort, int lastPort, Random random)
    {
        _ranges = [.. ranges.Select(range => new AddressRange(range, random))];
        _ports = new PortRange(firstPort, lastPort, random);
        Families = [.. _ranges.Select(range => NameOf(range.Family))];
    }

    /// <summary><c>IPv4</c> and <c>IPv6</c>, the primary first.</summary>
    public IReadOnlyList<string> Families { get; }

    /// <summary>The address of <c>default/kubernetes</c>: the first of the primary range.</summary>
    public IPAddress ApiAddress => _ranges[0].First;

    public IReadOnlyList<KindSchema> Kinds { get; } = [Service.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        lock (_lock)
        {
            if (before is not null)
            {
                ReleaseNeedsLock(before.As<Service>(), after?.As<Service>());
            }

            if (after is not null)
            {
                ClaimAllNeedsLock(after.As<Service>());
            }
        }
    }

    internal string RangeOf(string family) => Range(family)?.ToString() ?? "";

    internal string PortRange => _ports.ToString();

    internal Taken ClaimAddress(string family, IPAddress address, ObjectKey owner)
    {
        lock (_lock)
        {
            return Range(family)?.Claim(address, owner) ?? Taken.OutOfRange;
        }
    }

    internal IPAddress? AllocateAddress(string family, ObjectKey owner)
    {
        lock (_lock)
        {
            return Range(family)?.Allocate(owner);
        }
    }

    internal Taken ClaimPort(int port, ObjectKey owner)
    {
        lock (_lock)
        {
            return _ports.Claim(port, owner);
        }
    }

    internal int? AllocatePort(ObjectKey owner)
    {
        lock (_lock)
        {
            return _ports.Allocate(owner);
        }
    }

    /// <summary>Gives back what the first service has and the second, if any, does not keep.</summary>
    internal void Release(Service service, Service? kept)
    {
        lock (_lock)
        {
            ReleaseNeedsLock(service, kept);
        }
    }

    private void ReleaseNeedsLock(Service service, Service? kept)
    {
        var owner = service.Key;
        foreach (var text in service.Spec.ClusterIPs)
        {
            if (kept?.Spec.ClusterIPs.Contains(text) != true && IPAddress.TryParse(text, out var address))
            {
                Range(NameOf(address.AddressFamily))?.Release(address, owner);
            }
        }

        foreach (var port in PortsOf(service))
        {
            if (kept is null || !PortsOf(kept).Contains(port))
            {
                _ports.Release(port, owner);
            }
        }
    }

    private void ClaimAllNeedsLock(Service service)
    {
        foreach (var text in service.Spec.ClusterIPs)
        {
            if (IPAddress.TryParse(text, out var address))
            {
                Range(NameOf(address.AddressFamily))?.Claim(address, service.Key);
            }
        }

        foreach (var port in PortsOf(service))
        {
            _ports.Claim(port, service.Key);
        }
    }

    private AddressRange? Range(string family) => _ranges.FirstOrDefault(range => NameOf(range.Family) == family);

    internal static string NameOf(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    private static IEnumerable<int> PortsOf(Service service) =>
        service.Spec.Ports.Select(port => port.NodePort).Append(service.Spec.HealthCheckNodePort).Where(port => port > 0);
}
