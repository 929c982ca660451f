using System.Net;
using System.Net.Sockets;
using LightKube.Network.Netlink;

namespace LightKube.Network.Interfaces;

/// <summary>
/// Links, addresses and routes of the network namespace in which it was made. Every method says what should be; one that finds it so
/// changes nothing. Not for two threads at once.
/// </summary>
internal sealed class LinkClient : IDisposable
{
    private const ushort NewLink = 16, GetLink = 18, NewAddress = 20, DeleteAddressMessage = 21, NewRoute = 24;
    private const ushort LinkAddress = 1, LinkName = 3, LinkMtu = 4, LinkInfo = 18, LinkInfoKind = 1;
    private const ushort Address = 1, AddressLocal = 2;
    private const ushort RouteDestination = 1, RouteInterface = 4, RouteSource = 7;
    private const uint Up = 1;
    private const NetlinkFlags Replace = (NetlinkFlags)0x100;
    private const byte NoDuplicateDetection = 2;
    private const byte MainTable = 254, StaticProtocol = 4, LinkScope = 253, HostScope = 254, GlobalScope = 0, Unicast = 1;

    private readonly NetlinkSocket _socket = new(NetlinkProtocol.Route);
    private readonly NetlinkWriter _request = new();

    /// <summary>The number of the link, or null when there is none of that name.</summary>
    public int? FindIndex(string name)
    {
        Begin(GetLink, NetlinkFlags.None).Clear();
        _request.PutString(LinkName, name);
        _request.EndMessage();
        int? index = null;
        try
        {
            _socket.Dump(_request, $"look up link {name}", message =>
            {
                if (message.Type == NewLink && message.Payload.Length >= 8)
                    index = BitConverter.ToInt32(message.Payload[4..]);
            });
        }
        catch (NetlinkException missing) when (missing.Errno == NetlinkException.NoDevice)
        {
            return null;
        }
        return index;
    }

    /// <summary>A bridge that is up. A fixed hardware address keeps neighbours from asking again whenever a port comes or goes.</summary>
    /// <param name="mtu">0: the kernel's choice.</param>
    /// <returns>Its number.</returns>
    public int EnsureBridge(string name, ReadOnlySpan<byte> hardwareAddress, int mtu)
    {
        var header = Begin(NewLink, NetlinkFlags.Ack | NetlinkFlags.Create);
        BitConverter.TryWriteBytes(header[8..], Up);
        BitConverter.TryWriteBytes(header[12..], Up);
        _request.PutString(LinkName, name);
        _request.PutBytes(LinkAddress, hardwareAddress);
        if (mtu > 0)
            _request.PutUInt32(LinkMtu, (uint)mtu);
        var info = _request.BeginNested(LinkInfo);
        _request.PutString(LinkInfoKind, "bridge");
        _request.EndNested(info);
        _request.EndMessage();
        _socket.Request(_request, $"make bridge {name}");
        return FindIndex(name) ?? throw new NetlinkException($"bridge {name} is gone right after it was made", NetlinkException.NoDevice);
    }

    /// <summary>Gives the link an address. One for this host alone is never chosen as a source to others.</summary>
    public void EnsureAddress(int link, IPAddress address, int prefixLength, bool hostOnly)
    {
        WriteAddress(NewAddress, NetlinkFlags.Create | Replace, link, address, prefixLength, hostOnly ? HostScope : GlobalScope);
        _socket.Request(_request, $"add address {address}/{prefixLength}");
    }

    public void RemoveAddress(int link, IPAddress address, int prefixLength)
    {
        WriteAddress(DeleteAddressMessage, NetlinkFlags.None, link, address, prefixLength, GlobalScope);
        try
        {
            _socket.Request(_request, $"remove address {address}/{prefixLength}");
        }
        catch (NetlinkException gone) when (gone.Errno == NetlinkException.AddressNotAvailable)
        {
            // As it should be.
        }
    }

    /// <summary>Leads a network to a link. Packets of this host to it carry that source.</summary>
    public void EnsureRoute(IPNetwork network, int link, IPAddress source)
    {
        _request.Clear();
        _request.BeginMessage(NewRoute, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | Replace, _socket.NextSequence());
        var header = _request.Append(12);
        header[0] = Family(network.BaseAddress);
        header[1] = (byte)network.PrefixLength;
        header[4] = MainTable;
        header[5] = StaticProtocol;
        header[6] = network.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? LinkScope : GlobalScope;
        header[7] = Unicast;
        _request.PutBytes(RouteDestination, network.BaseAddress.GetAddressBytes());
        _request.PutUInt32(RouteInterface, (uint)link);
        _request.PutBytes(RouteSource, source.GetAddressBytes());
        _request.EndMessage();
        _socket.Request(_request, $"add route to {network} with source {source}");
    }

    public void Dispose() => _socket.Dispose();

    private Span<byte> Begin(ushort type, NetlinkFlags flags)
    {
        _request.Clear();
        _request.BeginMessage(type, flags | NetlinkFlags.Request, _socket.NextSequence());
        // struct ifinfomsg
        return _request.Append(16);
    }

    private void WriteAddress(ushort type, NetlinkFlags flags, int link, IPAddress address, int prefixLength, byte scope)
    {
        _request.Clear();
        _request.BeginMessage(type, flags | NetlinkFlags.Request | NetlinkFlags.Ack, _socket.NextSequence());
        // struct ifaddrmsg
        var header = _request.Append(8);
        header[0] = Family(address);
        header[1] = (byte)prefixLength;
        header[2] = address.AddressFamily == AddressFamily.InterNetworkV6 ? NoDuplicateDetection : (byte)0;
        header[3] = scope;
        BitConverter.TryWriteBytes(header[4..], link);
        _request.PutBytes(AddressLocal, address.GetAddressBytes());
        _request.PutBytes(Address, address.GetAddressBytes());
        _request.EndMessage();
    }

    private static byte Family(IPAddress address) => Nftables.IpFamily.Of(address).Number;
}
