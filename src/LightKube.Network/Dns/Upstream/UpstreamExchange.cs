using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using LightKube.Network.Dns.Wire;

namespace LightKube.Network.Dns.Upstream;

/// <summary>One question to one server: over UDP from a port of its own, and again over TCP when the answer did not fit.</summary>
internal static class UpstreamExchange
{
    private const int LengthPrefix = 2;

    /// <summary>The answer. SocketException, or OperationCanceledException when <paramref name="cancel"/> comes first.</summary>
    public static async Task<byte[]> AskAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancel)
    {
        var answer = await AskUdpAsync(server, query, cancel);
        return (BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2)) & HeaderFlags.Truncated) == 0
            ? answer
            : await AskTcpAsync(server, query, cancel);
    }

    private static async Task<byte[]> AskUdpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancel)
    {
        // The kernel gives each new socket a random port, and a connected one takes datagrams of its server only.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancel);
        await socket.SendAsync(query, cancel);
        var buffer = new byte[DnsLimits.UdpLength];
        while (true)
        {
            var length = await socket.ReceiveAsync(buffer, cancel);
            if (IsAnswer(buffer.AsSpan(0, length), query.Span))
                return buffer[..length];
        }
    }

    private static async Task<byte[]> AskTcpAsync(IPEndPoint server, ReadOnlyMemory<byte> query, CancellationToken cancel)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancel);
        var framed = new byte[LengthPrefix + query.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed.AsMemory(LengthPrefix));
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(framed, cancel);
        await stream.ReadExactlyAsync(framed.AsMemory(0, LengthPrefix), cancel);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(framed)];
        await stream.ReadExactlyAsync(answer, cancel);
        return IsAnswer(answer, query.Span) ? answer : throw new InvalidDataException($"{server} answered another question over TCP");
    }

    /// <summary>Same number, same question, and an answer: anything else is a late or a forged one.</summary>
    public static bool IsAnswer(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> query)
    {
        if (answer.Length < DnsLimits.HeaderLength || !answer[..2].SequenceEqual(query[..2]))
            return false;
        if ((BinaryPrimitives.ReadUInt16BigEndian(answer[2..]) & HeaderFlags.Response) == 0 || BinaryPrimitives.ReadUInt16BigEndian(answer[4..]) != 1)
            return false;
        Span<byte> asked = stackalloc byte[DnsLimits.NameLength];
        Span<byte> answered = stackalloc byte[DnsLimits.NameLength];
        var length = WireName.Read(query, DnsLimits.HeaderLength, asked, out var end);
        return length > 0
               && WireName.Read(answer, DnsLimits.HeaderLength, answered, out var answeredEnd) == length
               && answeredEnd == end
               && asked[..length].SequenceEqual(answered[..length])
               && answer.Length >= end + 4
               && answer.Slice(end, 4).SequenceEqual(query.Slice(end, 4));
    }
}
