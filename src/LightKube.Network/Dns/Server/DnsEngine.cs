using LightKube.Network.Dns.Upstream;
using LightKube.Network.Dns.Wire;
using LightKube.Network.Dns.Zone;

namespace LightKube.Network.Dns.Server;

/// <summary>
/// Answers queries: the cluster's names and remembered answers at once and without allocation, the rest by asking other servers.
/// </summary>
internal sealed class DnsEngine(ClusterZone zone, Forwarder forwarder)
{
    // Aliases of aliases of services; upstream servers follow theirs themselves.
    private const int AliasesMax = 8;
    private const RecordType IncrementalTransfer = (RecordType)251, Transfer = (RecordType)252;

    /// <summary>
    /// The length of the answer; 0 and no <paramref name="pending"/>: there is nothing to answer; 0 with pending: hand that to
    /// <see cref="CompleteAsync"/>.
    /// </summary>
    /// <param name="response">Longer by an EDNS record than the longest answer of this transport.</param>
    public int Answer(ReadOnlySpan<byte> message, Span<byte> response, bool overTcp, out DnsPending? pending)
    {
        pending = null;
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        var code = DnsQuery.Parse(message, name, out var query);
        if (code is null)
            return 0;
        var limit = Limit(query, overTcp);
        if (code != ResponseCode.NoError)
            return Failure(query, response, limit, code.Value);
        if (!query.IsInternet || query.Type is Transfer or IncrementalTransfer)
            return Failure(query, response, limit, ResponseCode.Refused);
        var length = zone.Answer(query, response, limit, out var target);
        if (length > 0 && target is null)
            return length;
        if (target is null && Cached(query, response, limit) is > 0 and var cached)
            return cached;
        pending = new DnsPending(message.ToArray(), overTcp, target);
        return 0;
    }

    /// <summary>The length of the answer that other servers made.</summary>
    public async Task<int> CompleteAsync(DnsPending pending, Memory<byte> response, CancellationToken cancel)
    {
        if (pending.AliasTarget is not null)
        {
            var chain = await FollowAsync(pending, cancel);
            return WriteChain(pending, chain, response.Span);
        }
        var answer = await forwarder.ResolveAsync(KeyOf(pending.Message), cancel);
        return Write(pending, answer, response.Span);
    }

    private int Cached(in DnsQuery query, Span<byte> response, int limit)
    {
        Span<byte> key = stackalloc byte[UpstreamQuestion.KeyLengthMax];
        return forwarder.FindCached(UpstreamQuestion.Key(query, key), out var age) is { } answer
            ? answer.Write(query, response, limit, age)
            : 0;
    }

    // The answers to the target's name; when that is an alias of the cluster, too, to its target's, and so on.
    private async Task<List<UpstreamAnswer?>> FollowAsync(DnsPending pending, CancellationToken cancel)
    {
        var chain = new List<UpstreamAnswer?>();
        var seen = new HashSet<byte[]>(NameBytesComparer.Instance) { NameOf(pending.Message) };
        var target = pending.AliasTarget;
        while (target is not null && chain.Count < AliasesMax && seen.Add(target))
        {
            var name = target;
            var answer = AnswerLocally(name, TypeOf(pending.Message), out target)
                ?? await forwarder.ResolveAsync(KeyOf(name, TypeOf(pending.Message)), cancel);
            chain.Add(answer);
        }
        return chain;
    }

    private UpstreamAnswer? AnswerLocally(byte[] name, RecordType type, out byte[]? target)
    {
        Span<byte> lower = stackalloc byte[DnsLimits.NameLength];
        var buffer = new byte[DnsLimits.UdpLength];
        var code = DnsQuery.Parse(UpstreamQuestion.Encode(KeyOf(name, type), 0), lower, out var query);
        target = null;
        if (code != ResponseCode.NoError)
            return null;
        var length = zone.Answer(query, buffer, buffer.Length, out target);
        return length == 0 ? null : UpstreamAnswer.From(buffer[..length]);
    }

    private static int Write(DnsPending pending, UpstreamAnswer? answer, Span<byte> response)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        _ = DnsQuery.Parse(pending.Message, name, out var query);
        var limit = Limit(query, pending.OverTcp);
        return answer is null ? Failure(query, response, limit, ResponseCode.ServerFailure) : answer.Write(query, response, limit, 0);
    }

    private static int WriteChain(DnsPending pending, List<UpstreamAnswer?> chain, Span<byte> response)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        _ = DnsQuery.Parse(pending.Message, name, out var query);
        var writer = new DnsWriter(response, Limit(query, pending.OverTcp), query, authoritative: false);
        AliasRecords.AddAlias(ref writer, pending.AliasTarget!);
        foreach (var answer in chain)
            if (answer is not null)
                AliasRecords.AddAnswers(ref writer, answer);
        return writer.End(chain is [.., { Code: var code }] ? code : ResponseCode.ServerFailure);
    }

    private static int Failure(in DnsQuery query, Span<byte> response, int limit, ResponseCode code) =>
        new DnsWriter(response, limit, query, authoritative: false).End(code);

    private static int Limit(in DnsQuery query, bool overTcp) => overTcp ? DnsLimits.TcpLength : query.UdpLength;

    private static RecordType TypeOf(byte[] message)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        _ = DnsQuery.Parse(message, name, out var query);
        return query.Type;
    }

    private static byte[] NameOf(byte[] message)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        _ = DnsQuery.Parse(message, name, out var query);
        return query.Name.ToArray();
    }

    private static byte[] KeyOf(byte[] message)
    {
        Span<byte> name = stackalloc byte[DnsLimits.NameLength];
        _ = DnsQuery.Parse(message, name, out var query);
        return UpstreamQuestion.Key(query, stackalloc byte[UpstreamQuestion.KeyLengthMax]).ToArray();
    }

    private static byte[] KeyOf(byte[] name, RecordType type) =>
        UpstreamQuestion.Key(name, type, dnssecOk: false, checkingDisabled: false, stackalloc byte[UpstreamQuestion.KeyLengthMax]).ToArray();
}

/// <summary>A query that waits for other servers. AliasTarget: the answer begins with an alias of the question's name to this one.</summary>
internal sealed record DnsPending(byte[] Message, bool OverTcp, byte[]? AliasTarget);
