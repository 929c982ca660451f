using System.Collections.Concurrent;
using System.Net;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Dns.Zone;

/// <summary>
/// The services that DNS knows. One writer changes it service by service while any number of readers look names up.
/// </summary>
internal sealed class ZoneIndex
{
    private readonly ConcurrentDictionary<byte[], ServiceRecord> _services = new(NameBytesComparer.Instance);
    private readonly ConcurrentDictionary<byte[], int> _namespaces = new(NameBytesComparer.Instance);
    private readonly ConcurrentDictionary<IPAddress, ReverseName> _reverse = new();

    public ServiceRecord? Find(ReadOnlySpan<byte> nameAndNamespace) =>
        _services.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(nameAndNamespace, out var record) ? record : null;

    /// <summary>Whether a service of this namespace (one label) is known.</summary>
    public bool HasNamespace(ReadOnlySpan<byte> label) => _namespaces.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(label);

    /// <summary>The name of an address: of a service, or of an endpoint of a headless one.</summary>
    public ReverseName? FindReverse(IPAddress address) => _reverse.GetValueOrDefault(address);

    public void Set(ServiceRecord record)
    {
        if (_services.TryGetValue(record.Key, out var old))
            RemoveReverse(old);
        else
            _namespaces.AddOrUpdate(NamespaceOf(record.Key), 1, (_, count) => count + 1);
        _services[record.Key] = record;
        foreach (var address in record.Addresses)
            _reverse.TryAdd(new IPAddress(address), new ReverseName([], record.Key));
        foreach (var endpoint in record.Endpoints)
            _reverse.TryAdd(new IPAddress(endpoint.Address), new ReverseName(endpoint.Label, record.Key));
    }

    public void Remove(byte[] key)
    {
        if (!_services.TryRemove(key, out var old))
            return;
        RemoveReverse(old);
        var label = NamespaceOf(key);
        if (_namespaces.AddOrUpdate(label, 0, (_, count) => count - 1) == 0)
            _namespaces.TryRemove(label, out _);
    }

    private void RemoveReverse(ServiceRecord record)
    {
        foreach (var address in record.Addresses.Concat(record.Endpoints.Select(endpoint => endpoint.Address)))
        {
            var key = new IPAddress(address);
            // Another service's name for the same endpoint is not ours to take.
            if (_reverse.TryGetValue(key, out var name) && name.Service.AsSpan().SequenceEqual(record.Key))
                _reverse.TryRemove(key, out _);
        }
    }

    private static byte[] NamespaceOf(byte[] key) => key[(1 + key[0])..];
}

/// <summary>The labels before <c>svc</c> and the domain: the endpoint's, if it is one, then the service's.</summary>
internal sealed record ReverseName(byte[] Endpoint, byte[] Service);
