using System.Net;
using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using ServiceCIDR = LightKube.Api.Networking.V1.ServiceCIDR;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>What services share: cluster addresses and node ports. In memory, rebuilt from the services at start and kept from their changes.</summary>
/// <remarks>docs/decisions/071 says why they are not objects of their own.</remarks>
public sealed class ServiceNetwork : IObjectObserver
{
    private readonly Lock _lock = new();
    private readonly AddressRange[] _ranges;
    private readonly Dictionary<IPAddress, ObjectKey> _owners = [];
    private readonly Dictionary<string, List<AddressRange>> _added = new(StringComparer.Ordinal);
    private readonly Random _random;
    private readonly PortRange _ports;

    /// <param name="ranges">One range, or one of each family; the first is the primary.</param>
    /// <param name="firstPort">First node port.</param>
    /// <param name="lastPort">Last node port.</param>
    /// <param name="random">For spreading.</param>
    public ServiceNetwork(IReadOnlyList<IPNetwork> ranges, int firstPort, int lastPort, Random random)
    {
        _random = random;
        _ranges = [.. ranges.Select(range => new AddressRange(range, _owners, random))];
        _ports = new PortRange(firstPort, lastPort, random);
        Families = [.. _ranges.Select(range => NameOf(range.Family))];
    }

    /// <summary><c>IPv4</c> and <c>IPv6</c>, the primary first.</summary>
    public IReadOnlyList<string> Families { get; }

    /// <summary>The address of <c>default/kubernetes</c>: the first of the primary range.</summary>
    public IPAddress ApiAddress => _ranges[0].First;

    public IReadOnlyList<KindSchema> Kinds { get; } = [Service.Schema, ServiceCIDR.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        lock (_lock)
        {
            if (kind == ServiceCIDR.Schema)
            {
                ChangeRangesNeedsLock((after ?? before)!.Name, after?.As<ServiceCIDR>());
                return;
            }

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

    /// <summary>The ranges that the server was started with.</summary>
    internal IEnumerable<string> DefaultRanges => _ranges.Select(range => range.ToString());

    internal string RangeOf(string family) => Range(family)?.ToString() ?? "";

    /// <summary>Who has the address; null when it is free.</summary>
    internal ObjectKey? OwnerOf(IPAddress address)
    {
        lock (_lock)
        {
            return _owners.TryGetValue(address, out var owner) ? owner : null;
        }
    }

    internal string PortRange => _ports.ToString();

    internal Taken ClaimAddress(string family, IPAddress address, ObjectKey owner)
    {
        lock (_lock)
        {
            return ClaimNeedsLock(family, address, owner);
        }
    }

    internal IPAddress? AllocateAddress(string family, ObjectKey owner)
    {
        lock (_lock)
        {
            foreach (var range in RangesNeedsLock(family))
            {
                if (range.Allocate(owner) is { } address)
                {
                    return address;
                }
            }

            return null;
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
                if (_owners.TryGetValue(address, out var holder) && holder == owner)
                {
                    _owners.Remove(address);
                }
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
                _owners.TryAdd(address, service.Key);
            }
        }

        foreach (var port in PortsOf(service))
        {
            _ports.Claim(port, service.Key);
        }
    }

    private Taken ClaimNeedsLock(string family, IPAddress address, ObjectKey owner)
    {
        foreach (var range in RangesNeedsLock(family))
        {
            if (range.Contains(address))
            {
                return range.Claim(address, owner);
            }
        }

        return Taken.OutOfRange;
    }

    // Those that the server was started with come first.
    private IEnumerable<AddressRange> RangesNeedsLock(string family) =>
        _ranges.Concat(_added.Values.SelectMany(ranges => ranges)).Where(range => NameOf(range.Family) == family);

    // One that is being deleted gives no more addresses.
    private void ChangeRangesNeedsLock(string name, ServiceCIDR? ranges)
    {
        _added.Remove(name);
        if (ranges is null || ranges.Metadata.DeletionTimestamp is not null)
        {
            return;
        }

        var added = new List<AddressRange>();
        foreach (var text in ranges.Spec.Cidrs)
        {
            if (IPNetwork.TryParse(text, out var network) && !_ranges.Any(range => range.ToString() == text))
            {
                added.Add(new AddressRange(network, _owners, _random));
            }
        }

        _added[name] = added;
    }

    private AddressRange? Range(string family) => _ranges.FirstOrDefault(range => NameOf(range.Family) == family);

    internal static string NameOf(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";

    private static IEnumerable<int> PortsOf(Service service) =>
        service.Spec.Ports.Select(port => port.NodePort).Append(service.Spec.HealthCheckNodePort).Where(port => port > 0);
}
