using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using LightKube.Network.Dns.Wire;
using Microsoft.Extensions.Logging;

namespace LightKube.Network.Dns.Server;

/// <summary>DNS over TCP: messages with their length before them, several on one connection (RFC 7766).</summary>
internal sealed partial class TcpServer : IDisposable
{
    // A connection costs a socket and its buffers; a client beyond that waits in the listen queue.
    private const int ConnectionsMax = 64;
    private const int ListenQueue = 128;
    private const int OptLength = 11;
    private const int QueryBytesMax = 4096;

    /// <summary>How long a client may be silent between two queries.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(10);

    private readonly Socket _listener;
    private readonly DnsEngine _engine;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _connections = new(ConnectionsMax);

    public TcpServer(IPEndPoint address, DnsEngine engine, TimeProvider time, ILogger logger)
    {
        (_engine, _time, _logger) = (engine, time, logger);
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(address);
        _listener.Listen(ListenQueue);
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Serves until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await _connections.WaitAsync(cancel);
                _ = ServeAsync(await _listener.AcceptAsync(cancel), cancel);
            }
            catch (SocketException e)
            {
                _connections.Release();
                LogConnectionFailed(e.Message);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        _connections.Dispose();
    }

    private async Task ServeAsync(Socket connection, CancellationToken cancel)
    {
        var query = ArrayPool<byte>.Shared.Rent(QueryBytesMax);
        var response = ArrayPool<byte>.Shared.Rent(2 + DnsLimits.TcpLength + OptLength);
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            while (await ReadQueryAsync(stream, query, cancel) is > 0 and var length)
                if (!await AnswerAsync(stream, query.AsMemory(0, length), response, cancel))
                    return;
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            LogConnectionFailed(e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(query);
            ArrayPool<byte>.Shared.Return(response);
            if (!cancel.IsCancellationRequested)
                _connections.Release();
        }
    }

    // 0 at the end of the connection, and for a query that is too long to be one.
    private async Task<int> ReadQueryAsync(NetworkStream stream, byte[] query, CancellationToken cancel)
    {
        using var idle = new CancellationTokenSource(IdleTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancel);
        if (await stream.ReadAtLeastAsync(query.AsMemory(0, 2), 2, throwOnEndOfStream: false, either.Token) < 2)
            return 0;
        var length = BinaryPrimitives.ReadUInt16BigEndian(query);
        if (length > QueryBytesMax)
            return 0;
        await stream.ReadExactlyAsync(query.AsMemory(0, length), either.Token);
        return length;
    }

    private async Task<bool> AnswerAsync(NetworkStream stream, ReadOnlyMemory<byte> query, byte[] response, CancellationToken cancel)
    {
        var length = _engine.Answer(query.Span, response.AsSpan(2), overTcp: true, out var pending);
        if (pending is not null)
            length = await _engine.CompleteAsync(pending, response.AsMemory(2), cancel);
        if (length == 0)
            return false;
        BinaryPrimitives.WriteUInt16BigEndian(response, (ushort)length);
        using var idle = new CancellationTokenSource(IdleTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(idle.Token, cancel);
        await stream.WriteAsync(response.AsMemory(0, 2 + length), either.Token);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "DNS over TCP: {Reason}")]
    private partial void LogConnectionFailed(string reason);
}
