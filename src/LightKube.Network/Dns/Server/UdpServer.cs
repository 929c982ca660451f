using System.Net;
using System.Net.Sockets;
using LightKube.Network.Dns.Wire;
using Microsoft.Extensions.Logging;

namespace LightKube.Network.Dns.Server;

/// <summary>
/// One UDP socket. What can be answered at once is answered in the receiving loop, out of two buffers; the rest goes on by itself.
/// </summary>
internal sealed partial class UdpServer : IDisposable
{
    // Queries are short; what is longer is no query.
    private const int QueryBytesMax = 4096;
    private const int ReceiveBufferBytes = 1 << 20;
    private const int OptLength = 11;

    private readonly Socket _socket;
    private readonly DnsEngine _engine;
    private readonly ILogger _logger;

    public UdpServer(IPEndPoint address, DnsEngine engine, ILogger logger)
    {
        _engine = engine;
        _logger = logger;
        _socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = ReceiveBufferBytes };
        _socket.Bind(address);
    }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Serves until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var query = new byte[QueryBytesMax];
        var response = new byte[DnsLimits.UdpLength + OptLength];
        var peer = new SocketAddress(_socket.AddressFamily);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveFromAsync(query, SocketFlags.None, peer, cancel);
                var length = _engine.Answer(query.AsSpan(0, received), response, overTcp: false, out var pending);
                if (length > 0)
                    await _socket.SendToAsync(response.AsMemory(0, length), SocketFlags.None, peer, cancel);
                else if (pending is not null)
                    _ = CompleteAsync(pending, Copy(peer), cancel);
            }
            catch (SocketException e)
            {
                // A client that is gone, reported on the next call.
                LogSocketFailed(e.Message);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task CompleteAsync(DnsPending pending, SocketAddress peer, CancellationToken cancel)
    {
        try
        {
            var response = new byte[DnsLimits.UdpLength + OptLength];
            var length = await _engine.CompleteAsync(pending, response, cancel);
            await _socket.SendToAsync(response.AsMemory(0, length), SocketFlags.None, peer, cancel);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            LogSocketFailed(e.Message);
        }
    }

    private static SocketAddress Copy(SocketAddress address)
    {
        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        return copy;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "DNS over UDP: {Reason}")]
    private partial void LogSocketFailed(string reason);
}
