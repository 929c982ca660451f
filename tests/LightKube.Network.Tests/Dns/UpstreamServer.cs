using System.Net;
using System.Net.Sockets;
using LightKube.Network.Dns.Wire;
using LightKube.Network.Dns.Zone;

namespace LightKube.Network.Tests.Dns;

/// <summary>A name server on the loopback interface that knows a few addresses.</summary>
internal sealed class UpstreamServer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SemaphoreSlim _gate = new(1);
    private int _asked;

    public UpstreamServer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _ = RunAsync();
    }

    public Dictionary<string, string> Addresses { get; } = [];

    /// <summary>Answers first with a wrong number, then to a wrong question, then rightly.</summary>
    public bool ForgeFirst { get; init; }

    public IPEndPoint Address => (IPEndPoint)_socket.LocalEndPoint!;

    public int Asked => Volatile.Read(ref _asked);

    public void Hold() => _gate.Wait();

    public void Release() => _gate.Release();

    public void Dispose() => _socket.Dispose();

    private async Task RunAsync()
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                Interlocked.Increment(ref _asked);
                await _gate.WaitAsync();
                _gate.Release();
                var query = buffer[..received.ReceivedBytes];
                if (ForgeFirst)
                {
                    byte[] otherNumber = [(byte)(query[0] ^ 1), .. query[1..]];
                    await _socket.SendToAsync(Answer(otherNumber, "198.51.100.66"), received.RemoteEndPoint);
                    await _socket.SendToAsync(Answer([.. query[..2], .. DnsText.Query("other.org", RecordType.A)[2..]], "198.51.100.66"), received.RemoteEndPoint);
                }
                await _socket.SendToAsync(Answer(query, null), received.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: the test is over.
        }
    }

    private byte[] Answer(byte[] message, string? forged)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        _ = DnsQuery.Parse(message, name, out var query);
        var response = new byte[DnsLimits.UdpLength];
        var writer = new DnsWriter(response, 1200, query, authoritative: false);
        var asked = query.Name.ToArray();
        var known = Addresses.FirstOrDefault(each => WireName.Encode(each.Key)!.SequenceEqual(asked)).Value;
        if ((forged ?? known) is not { } address)
            return response[..writer.End(ResponseCode.NameError)];
        if (query.Type == RecordType.A)
            IPAddress.Parse(address).GetAddressBytes().CopyTo(writer.Answer(DnsLimits.HeaderLength, RecordType.A, 60, 4));
        return response[..writer.End(ResponseCode.NoError)];
    }
}
