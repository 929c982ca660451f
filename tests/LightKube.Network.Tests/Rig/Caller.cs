using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LightKube.Network.Tests.Rig;

/// <summary>Clients inside a namespace.</summary>
internal static class Caller
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public const string Refused = "refused";
    public const string NoAnswer = "no answer";

    /// <summary>One TCP connection: the server's answer, <see cref="Refused"/> or <see cref="NoAnswer"/>.</summary>
    public static async Task<string> AskTcpAsync(this NetNamespace from, IPAddress address, ushort port, IPAddress? source = null, TimeSpan? patience = null)
    {
        using var socket = from.Run(() => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        if (source is not null)
            socket.Bind(new IPEndPoint(source, 0));
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        return await OutcomeAsync(async () =>
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), deadline.Token);
            return await ReadAsync(socket, deadline.Token);
        });
    }

    /// <summary>One datagram from a new port, or over a socket that the caller keeps.</summary>
    public static async Task<string> AskUdpAsync(this NetNamespace from, IPAddress address, ushort port, TimeSpan? patience = null)
    {
        using var socket = from.UdpSocket(address);
        return await socket.AskAsync(address, port, patience);
    }

    public static Socket UdpSocket(this NetNamespace from, IPAddress to) =>
        from.Run(() => new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp));

    public static async Task<string> AskAsync(this Socket socket, IPAddress address, ushort port, TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        return await OutcomeAsync(async () =>
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), deadline.Token);
            await socket.SendAsync("?"u8.ToArray(), deadline.Token);
            return await ReadAsync(socket, deadline.Token);
        });
    }

    private static async Task<string> ReadAsync(Socket socket, CancellationToken cancel)
    {
        var buffer = new byte[256];
        var length = await socket.ReceiveAsync(buffer, cancel);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    private static async Task<string> OutcomeAsync(Func<Task<string>> ask)
    {
        try
        {
            return await ask();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AccessDenied)
        {
            // A datagram that the node itself sends is refused in the call, as AccessDenied.
            return Refused;
        }
        catch (OperationCanceledException)
        {
            return NoAnswer;
        }
    }
}
