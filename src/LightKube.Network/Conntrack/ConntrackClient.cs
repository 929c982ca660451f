using System.Buffers.Binary;
using System.Net;
using LightKube.Network.Netlink;
using LightKube.Network.Nftables;

namespace LightKube.Network.Conntrack;

/// <summary>
/// Deletes tracked UDP connections. UDP has no end that the kernel could see: without this a client that keeps sending from one
/// port would be led to a removed endpoint for as long as it sends. Not for two threads at once.
/// </summary>
internal sealed class ConntrackClient : IDisposable
{
    private const byte Udp = 17;
    private const ushort Subsystem = 1 << 8;
    private const ushort Get = 1, Delete = 2;
    private const ushort Original = 1, Reply = 2, Identifier = 12;
    private const ushort TupleAddresses = 1, TupleProtocol = 2;
    private const ushort ProtocolNumber = 1, SourcePort = 2, DestinationPort = 3;
    private const ushort NestedFlag = 0x8000;

    private readonly NetlinkSocket _socket = new(NetlinkProtocol.Netfilter);
    private readonly NetlinkWriter _request = new();

    /// <summary>
    /// Deletes the UDP connections to which <paramref name="isStale"/> says yes, in one pass over the table; returns how many.
    /// Only connections to one of <paramref name="ports"/> are shown to it.
    /// </summary>
    public int DeleteWhere(IReadOnlySet<ushort> ports, Predicate<TrackedFlow> isStale)
    {
        var deleted = 0;
        foreach (var family in IpFamily.All)
        {
            var found = new List<(byte[] Tuple, byte[]? Id)>();
            Begin(Get, NetlinkFlags.Dump, family);
            _request.EndMessage();
            _socket.Dump(_request, "list tracked connections", message =>
            {
                if (message.Payload.Length < 4)
                    return;
                var attributes = message.Payload[4..];
                if (Read(attributes, family, ports) is not { } flow || !isStale(flow))
                    return;
                var id = NetlinkAttributes.Find(attributes, Identifier);
                found.Add((NetlinkAttributes.Find(attributes, Original).ToArray(), id.IsEmpty ? null : id.ToArray()));
            });
            foreach (var (tuple, id) in found)
                deleted += DeleteOne(family, tuple, id) ? 1 : 0;
        }
        return deleted;
    }

    public void Dispose() => _socket.Dispose();

    private static TrackedFlow? Read(ReadOnlySpan<byte> attributes, IpFamily family, IReadOnlySet<ushort> ports)
    {
        var original = NetlinkAttributes.Find(attributes, Original);
        var reply = NetlinkAttributes.Find(attributes, Reply);
        var protocol = NetlinkAttributes.Find(NetlinkAttributes.Find(original, TupleProtocol), ProtocolNumber);
        if (protocol is not [Udp])
            return null;
        var port = Port(original, DestinationPort);
        if (!ports.Contains(port))
            return null;
        if (Address(original, family, destination: true) is not { } destination
            || Address(reply, family, destination: false) is not { } replier)
            return null;
        return new TrackedFlow(destination, port, replier, Port(reply, SourcePort));
    }

    // The identifier keeps us from deleting a new connection that took the same addresses meanwhile.
    private bool DeleteOne(IpFamily family, byte[] tuple, byte[]? id)
    {
        Begin(Delete, NetlinkFlags.Ack, family);
        _request.PutBytes(Original | NestedFlag, tuple);
        if (id is not null)
            _request.PutBytes(Identifier, id);
        _request.EndMessage();
        try
        {
            _socket.Request(_request, "delete a tracked connection");
            return true;
        }
        catch (NetlinkException gone) when (gone.Errno == NetlinkException.NoEntry)
        {
            return false;
        }
    }

    private void Begin(ushort message, NetlinkFlags flags, IpFamily family)
    {
        _request.Clear();
        _request.BeginMessage((ushort)(Subsystem | message), flags | NetlinkFlags.Request, _socket.NextSequence());
        _request.Append(4)[0] = family.Number;
    }

    private static IPAddress? Address(ReadOnlySpan<byte> tuple, IpFamily family, bool destination)
    {
        var type = (ushort)((family == IpFamily.V4 ? 1 : 3) + (destination ? 1 : 0));
        var value = NetlinkAttributes.Find(NetlinkAttributes.Find(tuple, TupleAddresses), type);
        return value.Length == family.AddressLength ? new IPAddress(value) : null;
    }

    private static ushort Port(ReadOnlySpan<byte> tuple, ushort type)
    {
        var value = NetlinkAttributes.Find(NetlinkAttributes.Find(tuple, TupleProtocol), type);
        return value.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(value) : (ushort)0;
    }
}
