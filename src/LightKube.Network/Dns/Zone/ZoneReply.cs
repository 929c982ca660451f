using System.Buffers.Binary;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Dns.Zone;

/// <summary>The records of one answer of the zone, as the question's type wants them.</summary>
internal ref struct ZoneReply
{
    /// <summary>Seconds. Addresses of services hardly ever change.</summary>
    private const uint ServiceTtl = 30;

    /// <summary>Seconds. Endpoints come and go, and so do names that are not there yet.</summary>
    private const uint EndpointTtl = 5;

    private const int QuestionName = DnsLimits.HeaderLength;
    private const ushort SrvWeight = 100;
    private const uint SerialNumber = 1, Refresh = 7200, Retry = 1800, Expire = 86400;

    private readonly DnsQuery _query;
    private readonly byte[] _domain;
    private readonly Func<double> _random;
    private DnsWriter _writer;

    public ZoneReply(DnsWriter writer, in DnsQuery query, byte[] domain, Func<double> random)
    {
        _writer = writer;
        _query = query;
        _domain = domain;
        _random = random;
    }

    private static ReadOnlySpan<byte> ServiceLabel => "\u0003svc"u8;
    private static ReadOnlySpan<byte> NameServer => "\u0002ns\u0003dns"u8;
    private static ReadOnlySpan<byte> HostMaster => "\u000ahostmaster"u8;

    /// <summary>The target of the alias that was the answer, when the question was for something else than the alias.</summary>
    public byte[]? ExternalName { get; private set; }

    /// <summary>Closes the answer. A name that is not known is a name error; both kinds of nothing carry the zone's SOA.</summary>
    public int End(bool known)
    {
        if (_writer.Answers == 0)
            AddSoa(_writer.Authority(DomainOffset, RecordType.Soa, EndpointTtl, SoaLength));
        return _writer.End(known ? ResponseCode.NoError : ResponseCode.NameError);
    }

    public void AddApex()
    {
        if (Wants(RecordType.Soa))
            AddSoa(_writer.Answer(QuestionName, RecordType.Soa, EndpointTtl, SoaLength));
        if (!Wants(RecordType.Ns))
            return;
        var data = _writer.Answer(QuestionName, RecordType.Ns, ServiceTtl, NameServer.Length + _domain.Length);
        if (data.IsEmpty)
            return;
        NameServer.CopyTo(data);
        _domain.CopyTo(data[NameServer.Length..]);
    }

    public void AddText(ReadOnlySpan<byte> text)
    {
        if (!Wants(RecordType.Txt))
            return;
        var data = _writer.Answer(QuestionName, RecordType.Txt, ServiceTtl, text.Length);
        if (!data.IsEmpty)
            text.CopyTo(data);
    }

    public void AddAlias(byte[] target)
    {
        var data = _writer.Answer(QuestionName, RecordType.Cname, EndpointTtl, target.Length);
        if (!data.IsEmpty)
            target.CopyTo(data);
        if (_query.Type is RecordType.A or RecordType.Aaaa)
            ExternalName = target;
    }

    public void AddAddress(byte[] address) => AddAddress(QuestionName, address, EndpointTtl);

    public bool AddService(ServiceRecord service)
    {
        foreach (var address in service.Addresses)
            AddAddress(QuestionName, address, ServiceTtl);
        // Another one comes first each time: many clients only ever take the first.
        var start = service.Endpoints.Length > 1 ? (int)(_random() * service.Endpoints.Length) : 0;
        for (var index = 0; index < service.Endpoints.Length; index++)
            AddAddress(QuestionName, service.Endpoints[(start + index) % service.Endpoints.Length].Address, EndpointTtl);
        if (_query.Type == RecordType.Srv)
            AddPorts(service, default, default);
        return true;
    }

    public bool AddEndpoint(ServiceRecord service, ReadOnlySpan<byte> label)
    {
        var known = false;
        foreach (var endpoint in service.Endpoints)
        {
            if (!label.SequenceEqual(endpoint.Label))
                continue;
            known = true;
            AddAddress(QuestionName, endpoint.Address, EndpointTtl);
            if (_query.Type == RecordType.Srv)
                foreach (var port in endpoint.Ports)
                    AddSrv(service, endpoint.Label, port.Port, endpoint.Address, EndpointTtl);
        }
        return known;
    }

    public bool AddPort(ServiceRecord service, ReadOnlySpan<byte> name, ReadOnlySpan<byte> transport) => AddPorts(service, name, transport);

    public void AddPointer(ReverseName name)
    {
        if (!Wants(RecordType.Ptr))
            return;
        var length = name.Endpoint.Length + name.Service.Length + ServiceLabel.Length + _domain.Length;
        var data = _writer.Answer(QuestionName, RecordType.Ptr, EndpointTtl, length);
        if (!data.IsEmpty)
            WriteName(data, name.Endpoint, name.Service);
    }

    private readonly int SoaLength => NameServer.Length + HostMaster.Length + (2 * _domain.Length) + 20;

    // Negative answers of reverse names are not of the domain's; the root's pointer there would be wrong, so the question's name stands.
    private readonly int DomainOffset =>
        _query.Name.EndsWith(_domain) ? QuestionName + _query.Name.Length - _domain.Length : QuestionName;

    private readonly bool Wants(RecordType type) => _query.IsInternet && (_query.Type == type || _query.Type == RecordType.Any);

    private void AddAddress(int nameOffset, byte[] address, uint timeToLive)
    {
        var type = address.Length == 4 ? RecordType.A : RecordType.Aaaa;
        if (!Wants(type))
            return;
        var data = _writer.Answer(nameOffset, type, timeToLive, address.Length);
        if (!data.IsEmpty)
            address.CopyTo(data);
    }

    // Empty labels fit every port. An unwanted type still says whether the name is known.
    private bool AddPorts(ServiceRecord service, ReadOnlySpan<byte> name, ReadOnlySpan<byte> transport)
    {
        var known = false;
        foreach (var port in service.Ports)
        {
            if (!Fits(port, name, transport))
                continue;
            known = true;
            if (Wants(RecordType.Srv))
                AddSrv(service, default, port.Port, service.Addresses[0], ServiceTtl);
        }
        foreach (var endpoint in service.Endpoints)
            foreach (var port in endpoint.Ports)
            {
                if (!Fits(port, name, transport))
                    continue;
                known = true;
                if (Wants(RecordType.Srv))
                    AddSrv(service, endpoint.Label, port.Port, endpoint.Address, EndpointTtl);
            }
        return known;
    }

    private static bool Fits(PortRecord port, ReadOnlySpan<byte> name, ReadOnlySpan<byte> transport) =>
        name.IsEmpty || (name.SequenceEqual(port.Name) && transport.SequenceEqual(port.Transport));

    private void AddSrv(ServiceRecord service, ReadOnlySpan<byte> endpoint, ushort port, byte[] address, uint timeToLive)
    {
        var target = endpoint.Length + service.Key.Length + ServiceLabel.Length + _domain.Length;
        var data = _writer.Answer(QuestionName, RecordType.Srv, timeToLive, 6 + target);
        if (data.IsEmpty)
            return;
        BinaryPrimitives.WriteUInt16BigEndian(data, 0);
        BinaryPrimitives.WriteUInt16BigEndian(data[2..], SrvWeight);
        BinaryPrimitives.WriteUInt16BigEndian(data[4..], port);
        WriteName(data[6..], endpoint, service.Key);
    }

    private readonly void WriteName(Span<byte> data, ReadOnlySpan<byte> endpoint, ReadOnlySpan<byte> service)
    {
        endpoint.CopyTo(data);
        data = data[endpoint.Length..];
        service.CopyTo(data);
        data = data[service.Length..];
        ServiceLabel.CopyTo(data);
        _domain.CopyTo(data[ServiceLabel.Length..]);
    }

    private readonly void AddSoa(Span<byte> data)
    {
        if (data.IsEmpty)
            return;
        NameServer.CopyTo(data);
        data = data[NameServer.Length..];
        _domain.CopyTo(data);
        data = data[_domain.Length..];
        HostMaster.CopyTo(data);
        data = data[HostMaster.Length..];
        _domain.CopyTo(data);
        data = data[_domain.Length..];
        foreach (var number in (ReadOnlySpan<uint>)[SerialNumber, Refresh, Retry, Expire, EndpointTtl])
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, number);
            data = data[4..];
        }
    }
}
