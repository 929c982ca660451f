using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LightKube.Network.Tests.Rig;

/// <summary>Answers on TCP and UDP with its name and the address of the peer: <c>pod0 10.42.0.12</c>.</summary>
internal sealed class EchoServer : IDisposable
{
    private readonly string _name;
    private readonly Socket _tcp = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
    private readonly Socket _udp = new(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp) { DualMode = true };

    public EchoServer(ushort port, string name)
    {
        _name = name;
        _tcp.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        _tcp.Listen();
        _udp.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        _ = AcceptAsync();
        _ = AnswerAsync();
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var connection = await _tcp.AcceptAsync();
                await connection.SendAsync(Answer(connection.RemoteEndPoint!));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private async Task AnswerAsync()
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var received = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.IPv6Any, 0));
                await _udp.SendToAsync(Answer(received.RemoteEndPoint), received.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private byte[] Answer(EndPoint peer)
    {
        var address = ((IPEndPoint)peer).Address;
        return Encoding.ASCII.GetBytes($"{_name} {(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)}");
    }
}
