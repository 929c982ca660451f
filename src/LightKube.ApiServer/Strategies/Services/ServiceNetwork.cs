using System.Net;
using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using IpAddressObject = LightKube.Api.Networking.V1.IPAddress;
using ServiceCIDR = LightKube.Api.Networking.V1.ServiceCIDR;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>What services share: cluster addresses and node ports. In memory, rebuilt from the services at start and kept from their changes.</summary>
/// <remarks>docs/decisions/071 says why they are not objects of their own.</remarks>
public sealed class ServiceNetwork : IObjectObserver
{
    private readonly Lock _lock = new();
    private readonly AddressRange[] _ranges;
    private readonly Dictionary<IPAddress, ObjectKey> _owners = [];
    private readonly Dictionary<IPAddress, ObjectKey> _reserved = [];
    private readonly Dictionary<string, List<AddressRange>> _added = new(StringComparer.Ordinal);
    private readonly HashSet<ObjectKey> _suspects = [];
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

    public IReadOnlyList<KindSchema> Kinds { get; } = [Service.Schema, ServiceCIDR.Schema, IpAddressObject.Schema];

    public void OnChanged(KindSchema kind, Document? before, Document? after)
    {
        lock (_lock)
        {
            if (kind == ServiceCIDR.Schema)
            {
                ChangeRangesNeedsLock((after ?? before)!.Name, after?.As<ServiceCIDR>());
                return;
            }

            if (kind == IpAddressObject.Schema)
            {
                ChangeReservationNeedsLock((after ?? before)!.Name, after?.As<IpAddressObject>());
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

    /// <summary>Whether there are services that may have what they should not.</summary>
    internal bool HasSuspects
    {
        get
        {
            lock (_lock)
            {
                return _suspects.Count > 0;
            }
        }
    }

    /// <summary>These services; they are suspects no more.</summary>
    internal ObjectKey[] TakeSuspects()
    {
        lock (_lock)
        {
            ObjectKey[] suspects = [.. _suspects];
            _suspects.Clear();
            return suspects;
        }
    }

    /// <summary>What is wrong with a service's addresses and ports now, with Kubernetes' reasons and words.</summary>
    internal List<(bool IsPort, string Reason, string Message)> FaultsOf(Service service)
    {
        var faults = new List<(bool, string, string)>();
        lock (_lock)
        {
            foreach (var text in service.Spec.ClusterIPs)
            {
                if (!IPAddress.TryParse(text, out var address))
                {
                    continue;
                }

                var family = NameOf(address.AddressFamily);
                if (_owners.TryGetValue(address, out var owner) && owner != service.Key)
                {
                    faults.Add((false, "ClusterIPAlreadyAllocated", $"Cluster IP [{family}]:{text} was assigned to multiple services; please recreate service"));
                }
                else if (!RangesNeedsLock(family).Any(range => range.Contains(address)))
                {
                    faults.Add((false, "ClusterIPOutOfRange", $"Cluster IP [{family}]:{text} is not within any configured Service CIDR; please recreate service"));
                }
            }

            foreach (var port in PortsOf(service).Distinct())
            {
                var taken = _ports.Claim(port, service.Key);
                if (taken == Taken.ByAnother)
                {
                    faults.Add((true, "PortAlreadyAllocated", $"Port {port} was assigned to multiple services; please recreate service"));
                }
                else if (taken == Taken.OutOfRange)
                {
                    faults.Add((true, "PortOutOfRange", $"Port {port} is not within the port range {_ports}; please recreate service"));
                }
            }
        }

        return faults;
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
                    if (_reserved.TryGetValue(address, out var reservation))
                    {
                        _owners.Add(address, reservation);
                    }
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

    // What users make an IPAddress of is theirs, unless a service has it already. The owner's name is none that a service can have.
    private void ChangeReservationNeedsLock(string name, IpAddressObject? made)
    {
        if (!IPAddress.TryParse(name, out var address))
        {
            return;
        }

        var reservation = new ObjectKey("", $"{IpAddressObject.Schema.Plural}/{name}");
        if (made is not null && !IpAddressReconciler.IsOurs(made))
        {
            _reserved[address] = reservation;
            _owners.TryAdd(address, reservation);
        }
        else if (_reserved.Remove(address) && _owners.TryGetValue(address, out var owner) && owner == reservation)
        {
            _owners.Remove(address);
        }
    }

    private void ClaimAllNeedsLock(Service service)
    {
        foreach (var text in service.Spec.ClusterIPs)
        {
            if (IPAddress.TryParse(text, out var address))
            {
                var isOwn = _owners.TryAdd(address, service.Key) || _owners[address] == service.Key;
                if (!isOwn || !RangesNeedsLock(NameOf(address.AddressFamily)).Any(range => range.Contains(address)))
                {
                    _suspects.Add(service.Key);
                }
            }
        }

        foreach (var port in PortsOf(service))
        {
            if (_ports.Claim(port, service.Key) != Taken.No)
            {
                _suspects.Add(service.Key);
            }
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
