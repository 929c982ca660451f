using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using LightKube.Network.Dns.Wire;
using LightKube.Network.Dns.Zone;
using Microsoft.Extensions.Logging;

namespace LightKube.Network.Dns.Upstream;

/// <summary>
/// Asks the node's name servers what is not the cluster's. Clients that ask the same while it is being asked wait for the one
/// answer; so a query that some server leads back to us ends here, too.
/// </summary>
internal sealed partial class Forwarder(Func<IReadOnlyList<IPEndPoint>> servers, TimeProvider time, ILogger logger)
{
    /// <summary>How long one server has. Resolvers of clients give up after five seconds.</summary>
    private static readonly TimeSpan ServerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How long all of them have.</summary>
    private static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(4.5);

    /// <summary>More questions than that at once are a flood, and each holds a socket.</summary>
    private const int InFlightMax = 512;

    private readonly AnswerCache _cache = new(time);
    private readonly ConcurrentDictionary<byte[], Task<UpstreamAnswer?>> _inFlight = new(NameBytesComparer.Instance);
    private int _preferred;

    public UpstreamAnswer? FindCached(ReadOnlySpan<byte> key, out uint ageSeconds) => _cache.Find(key, out ageSeconds);

    /// <summary>Null when no server answered in time, or there are none.</summary>
    public async Task<UpstreamAnswer?> ResolveAsync(byte[] key, CancellationToken cancel)
    {
        if (_inFlight.TryGetValue(key, out var asked))
            return await asked.WaitAsync(cancel);
        if (_inFlight.Count >= InFlightMax)
        {
            LogFlood(InFlightMax);
            return null;
        }
        var completion = new TaskCompletionSource<UpstreamAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        asked = _inFlight.GetOrAdd(key, completion.Task);
        if (asked != completion.Task)
            return await asked.WaitAsync(cancel);
        UpstreamAnswer? answer = null;
        try
        {
            answer = await AskServersAsync(key, cancel);
            if (answer is not null)
                _cache.Add(key, answer);
            return answer;
        }
        finally
        {
            _inFlight.TryRemove(key, out _);
            completion.SetResult(answer);
        }
    }

    private async Task<UpstreamAnswer?> AskServersAsync(byte[] key, CancellationToken cancel)
    {
        var list = servers();
        if (list.Count == 0)
        {
            LogNoServers();
            return null;
        }
        using var total = new CancellationTokenSource(TotalTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(total.Token, cancel);
        UpstreamAnswer? failure = null;
        var first = _preferred;
        for (var attempt = 0; attempt < list.Count * 2 && !either.IsCancellationRequested; attempt++)
        {
            var number = (first + attempt) % list.Count;
            var answer = await AskOneAsync(list[number], key, either.Token, cancel);
            if (answer is { Code: ResponseCode.NoError or ResponseCode.NameError })
            {
                _preferred = number;
                return answer;
            }
            // Another server may know better; if none does, this one's refusal is the answer.
            failure ??= answer;
        }
        return failure;
    }

    private async Task<UpstreamAnswer?> AskOneAsync(
        IPEndPoint server, byte[] key, CancellationToken total, CancellationToken cancel)
    {
        using var own = new CancellationTokenSource(ServerTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(own.Token, total);
        try
        {
            var query = UpstreamQuestion.Encode(key, (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1));
            return UpstreamAnswer.From(await UpstreamExchange.AskAsync(server, query, either.Token));
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidDataException)
        {
            LogServerFailed(server, e.Message);
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogServerSilent(server);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "name server {Server} failed: {Reason}")]
    private partial void LogServerFailed(IPEndPoint server, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "name server {Server} did not answer in time")]
    private partial void LogServerSilent(IPEndPoint server);

    [LoggerMessage(Level = LogLevel.Warning, Message = "more than {Max} DNS questions wait for other servers; this one is answered with SERVFAIL")]
    private partial void LogFlood(int max);

    [LoggerMessage(Level = LogLevel.Debug, Message = "no name server to forward to")]
    private partial void LogNoServers();
}
