using System.Net;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Dns.Zone;

/// <summary>What DNS says of one service. Never changed once made, though its parts are arrays, which a reader walks without allocation; names are in wire form and lower case, addresses are their bytes.</summary>
internal sealed class ServiceRecord
{
    private ServiceRecord(byte[] key) => Key = key;

    /// <summary>The labels of name and namespace: <c>3web7default</c>.</summary>
    public byte[] Key { get; }

    /// <summary>The service's own addresses; empty when it is headless.</summary>
    public byte[][] Addresses { get; private init; } = [];

    /// <summary>Only of headless services.</summary>
    public EndpointRecord[] Endpoints { get; private init; } = [];

    /// <summary>The ports of the service; of headless ones the endpoints have their own numbers.</summary>
    public PortRecord[] Ports { get; private init; } = [];

    /// <summary>The target of an external-name service.</summary>
    public byte[]? ExternalName { get; private init; }

    public static byte[]? KeyOf(string name, string @namespace) => WireName.Labels($"{name}.{@namespace}");

    /// <summary>A service with addresses of its own.</summary>
    public static ServiceRecord? WithAddresses(string name, string @namespace, IEnumerable<IPAddress> addresses, IEnumerable<PortRecord> ports) =>
        KeyOf(name, @namespace) is { } key
            ? new ServiceRecord(key) { Addresses = [.. addresses.Select(address => address.GetAddressBytes())], Ports = [.. ports] }
            : null;

    public static ServiceRecord? Headless(string name, string @namespace, IEnumerable<EndpointRecord> endpoints) =>
        KeyOf(name, @namespace) is { } key ? new ServiceRecord(key) { Endpoints = [.. endpoints] } : null;

    /// <summary>Null also when the target is no DNS name.</summary>
    public static ServiceRecord? External(string name, string @namespace, string target) =>
        KeyOf(name, @namespace) is { } key && WireName.Encode(target) is { } encoded ? new ServiceRecord(key) { ExternalName = encoded } : null;
}

/// <summary>A named port. Labels are in wire form: <c>5_http</c>, <c>4_tcp</c>.</summary>
internal sealed record PortRecord(byte[] Name, byte[] Transport, ushort Port)
{
    /// <summary>Null for a port without a name: it has no SRV record.</summary>
    public static PortRecord? From(string name, string transport, ushort port) =>
        name.Length > 0 && WireName.Labels("_" + name) is { } label && WireName.Labels("_" + transport) is { } protocol
            ? new PortRecord(label, protocol, port)
            : null;
}

/// <summary>An endpoint of a headless service. The label is its hostname, or its address with dashes.</summary>
internal sealed record EndpointRecord(byte[] Label, byte[] Address, PortRecord[] Ports)
{
    public static EndpointRecord From(IPAddress address, string? hostname, PortRecord[] ports)
    {
        var label = string.IsNullOrEmpty(hostname) ? null : WireName.Labels(hostname);
        return new EndpointRecord(label ?? Dashed(address), address.GetAddressBytes(), ports);
    }

    // Every address has a label of at most 39 characters.
    private static byte[] Dashed(IPAddress address) => WireName.Labels(address.ToString().Replace('.', '-').Replace(':', '-'))!;
}
