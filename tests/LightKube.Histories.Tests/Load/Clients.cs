using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using LightKube.Histories.Checks;
using LightKube.Histories.Rig;

namespace LightKube.Histories.Load;

/// <summary>Clients that create, replace, patch, read, list and delete a few objects, all at once, and write down what came of it.</summary>
internal sealed class Clients(ServerProcess server, int seed)
{
    private const int Keys = 5;

    private static readonly string[] Colors = ["red", "green", "blue"];

    private readonly ConcurrentBag<Operation> _operations = [];
    private readonly ConcurrentBag<Snapshot> _snapshots = [];
    private readonly ConcurrentDictionary<string, long> _newest = new();
    private int _values;
    private long _answered;

    public IReadOnlyList<Operation> Operations => [.. _operations];

    public IReadOnlyList<Snapshot> Snapshots => [.. _snapshots];

    /// <summary>Calls that have been answered.</summary>
    public long Answered => Volatile.Read(ref _answered);

    public async Task RunAsync(int client, CancellationToken stop)
    {
        using var api = new Api(server.Kubeconfig);
        var random = new Random((seed * 1000) + client);
        while (!stop.IsCancellationRequested)
        {
            var known = await CallAsync(api, random);
            if (!known)
            {
                // The server is gone; the next one comes.
                await server.Up.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<bool> CallAsync(Api api, Random random)
    {
        var key = $"key-{random.Next(Keys)}";
        var color = Colors[random.Next(Colors.Length)];
        var value = $"v{Interlocked.Increment(ref _values)}";
        switch (random.Next(10))
        {
            case 0 or 1:
                return await NoteAsync(Verb.Create, key, value, 0, () => api.CreateAsync(key, value, color));
            case 2 or 3:
                var expected = _newest.GetValueOrDefault(key, 1);
                return await NoteAsync(Verb.Replace, key, value, expected, () => api.ReplaceAsync(key, value, color, expected));
            case 4 or 5:
                return await NoteAsync(Verb.Patch, key, value, 0, () => api.PatchAsync(key, value, color));
            case 6:
                return await NoteAsync(Verb.Delete, key, "", 0, () => api.DeleteAsync(key));
            case 7:
                return await ListAsync(api);
            default:
                return await NoteAsync(Verb.Read, key, "", 0, () => api.GetAsync(key));
        }
    }

    private async Task<bool> NoteAsync(Verb verb, string key, string value, long expected, Func<Task<(HttpStatusCode Code, JsonElement Body)>> call)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            var (code, body) = await call();
            var end = Stopwatch.GetTimestamp();
            Interlocked.Increment(ref _answered);
            if ((int)code >= 500 || code == HttpStatusCode.TooManyRequests)
            {
                Unknown(verb, key, value, expected, begin);
                return true;
            }

            var outcome = code switch
            {
                HttpStatusCode.NotFound => Outcome.Absent,
                HttpStatusCode.Conflict => Outcome.Conflict,
                HttpStatusCode.OK or HttpStatusCode.Created => Outcome.Done,
                _ => throw new InvalidOperationException($"{verb} {key}: {code} {body}"),
            };
            var isObject = outcome == Outcome.Done && verb != Verb.Delete;
            var version = isObject ? VersionOf(body) : 0;
            if (isObject)
            {
                _newest[key] = version;
            }

            _operations.Add(new Operation(verb, key, begin, end, verb == Verb.Read && isObject ? ValueOf(body) : value, expected, outcome, version));
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            Unknown(verb, key, value, expected, begin);
            return false;
        }
    }

    private async Task<bool> ListAsync(Api api)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            var (code, body) = await api.ListAsync();
            var end = Stopwatch.GetTimestamp();
            Interlocked.Increment(ref _answered);
            if (code != HttpStatusCode.OK)
            {
                return true;
            }

            var objects = body.GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("metadata").GetProperty("name").GetString()!, item => (ValueOf(item), VersionOf(item)));
            _snapshots.Add(new Snapshot(begin, end, VersionOf(body), objects));

            // One state of all keys is a read of each.
            for (var i = 0; i < Keys; i++)
            {
                var found = objects.TryGetValue($"key-{i}", out var item);
                _operations.Add(new Operation(Verb.Read, $"key-{i}", begin, end, found ? item.Item1 : "", 0, found ? Outcome.Done : Outcome.Absent, found ? item.Item2 : 0));
            }

            return true;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or JsonException)
        {
            return false;
        }
    }

    private void Unknown(Verb verb, string key, string value, long expected, long begin)
    {
        if (verb != Verb.Read)
        {
            _operations.Add(new Operation(verb, key, begin, long.MaxValue, value, expected, Outcome.Unknown, 0));
        }
    }

    internal static long VersionOf(JsonElement item) => long.Parse(item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!, CultureInfo.InvariantCulture);

    internal static string ValueOf(JsonElement item) => item.TryGetProperty("data", out var data) ? data.GetProperty("v").GetString()! : "";
}
