using System.Net;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Dns.Zone;

/// <summary>
/// Answers names of the cluster's domain, as the Kubernetes DNS specification 1.1.0 has them. Allocates nothing for names of services.
/// </summary>
internal sealed class ClusterZone(ZoneIndex index, string domain, IReadOnlyList<IPNetwork> networks, Func<double> random)
{
    private readonly byte[] _domain = WireName.Encode(domain)
        ?? throw new ArgumentException($"'{domain}' is no DNS domain: labels have 1 to 63 characters, and dots between them.", nameof(domain));

    private static ReadOnlySpan<byte> ServiceLabel => "\u0003svc"u8;
    private static ReadOnlySpan<byte> PodLabel => "\u0003pod"u8;
    private static ReadOnlySpan<byte> VersionLabel => "\u000bdns-version"u8;
    private static ReadOnlySpan<byte> Version => "\u00051.1.0"u8;

    /// <summary>
    /// The length of the answer; 0 when the name is not of this zone. <paramref name="externalName"/> is set when the answer so
    /// far is an alias whose target should be looked up elsewhere.
    /// </summary>
    public int Answer(in DnsQuery query, Span<byte> buffer, int limit, out byte[]? externalName)
    {
        externalName = null;
        if (ReverseAddress.Of(query.Name) is { } address)
            return AnswerReverse(query, buffer, limit, address);
        if (!query.Name.EndsWith(_domain) || !AtLabel(query.Name, query.Name.Length - _domain.Length))
            return 0;
        var labels = new QueryLabels(query.Name[..^_domain.Length]);
        var reply = new ZoneReply(new DnsWriter(buffer, limit, query, authoritative: true), query, _domain, random);
        var known = AnswerLabels(ref reply, labels);
        externalName = reply.ExternalName;
        return reply.End(known);
    }

    private bool AnswerLabels(ref ZoneReply reply, QueryLabels labels)
    {
        if (labels.Count == 0)
        {
            reply.AddApex();
            return true;
        }
        var kind = labels.Count > 5 ? default : labels[labels.Count - 1];
        if (kind.SequenceEqual(ServiceLabel))
            return AnswerService(ref reply, labels);
        if (kind.SequenceEqual(PodLabel))
            return labels.Count < 3 || (labels.Count == 3 && AnswerPod(ref reply, labels[0]));
        if (labels.Count != 1 || !kind.SequenceEqual(VersionLabel))
            return false;
        reply.AddText(Version);
        return true;
    }

    private bool AnswerService(ref ZoneReply reply, QueryLabels labels)
    {
        var count = labels.Count;
        if (count < 3)
            return count == 1 || index.HasNamespace(labels[0]);
        if (index.Find(labels.Slice(count - 3, count - 1)) is not { } service)
            return false;
        if (service.ExternalName is { } target)
        {
            if (count == 3)
                reply.AddAlias(target);
            return count == 3;
        }
        return count switch
        {
            3 => reply.AddService(service),
            4 => reply.AddEndpoint(service, labels[0]) || HasTransport(service, labels[0]),
            _ => reply.AddPort(service, labels[0], labels[1]),
        };
    }

    // A name between a port's SRV record and the service exists, and has no records.
    private static bool HasTransport(ServiceRecord service, ReadOnlySpan<byte> label)
    {
        foreach (var port in service.Ports)
            if (label.SequenceEqual(port.Transport))
                return true;
        foreach (var endpoint in service.Endpoints)
            foreach (var port in endpoint.Ports)
                if (label.SequenceEqual(port.Transport))
                    return true;
        return false;
    }

    private static bool AnswerPod(ref ZoneReply reply, ReadOnlySpan<byte> label)
    {
        if (DashedAddress.Parse(label[1..]) is not { } address)
            return false;
        reply.AddAddress(address.GetAddressBytes());
        return true;
    }

    private int AnswerReverse(in DnsQuery query, Span<byte> buffer, int limit, IPAddress address)
    {
        var name = index.FindReverse(address);
        if (name is null && !networks.Any(network => network.Contains(address)))
            return 0;
        var reply = new ZoneReply(new DnsWriter(buffer, limit, query, authoritative: true), query, _domain, random);
        if (name is not null)
            reply.AddPointer(name);
        return reply.End(known: name is not null);
    }

    private static bool AtLabel(ReadOnlySpan<byte> name, int offset)
    {
        var at = 0;
        while (at < offset)
            at += 1 + name[at];
        return at == offset;
    }
}
