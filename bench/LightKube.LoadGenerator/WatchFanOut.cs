using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace LightKube.LoadGenerator;

/// <summary>Many watchers of the same objects while those are patched: how many events arrive, and how late.</summary>
internal sealed class WatchFanOut(ApiConnection api, LoadOptions options, string pods)
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);
    private static readonly byte[] Stamp = "\"sent\":\""u8.ToArray();
    private readonly ConcurrentBag<double> _delays = [];
    private int _seen;
    private int _ready;

    /// <summary>Nanoseconds of a clock that this process alone reads.</summary>
    public static long Now() => Stopwatch.GetTimestamp() * (1_000_000_000 / Stopwatch.Frequency);

    public async Task RunAsync()
    {
        using var ending = new CancellationTokenSource();
        var start = Now();
        var watchers = Enumerable.Range(0, options.Watchers).Select(_ => Task.Run(() => WatchAsync(start, ending.Token))).ToArray();
        while (Volatile.Read(ref _ready) < options.Watchers)
        {
            await Task.Delay(20);
        }

        // Time to take the present objects: the phase is about changes.
        await Task.Delay(Settle);
        var count = options.Objects / 4;
        var clock = Stopwatch.StartNew();
        await new Phase(api).RunAsync("patch-under-watch", count, options.Workers, i => api.CallAsync(
            HttpMethod.Patch, $"{pods}/p-{i:D6}", "application/merge-patch+json",
            Encoding.UTF8.GetBytes($$$$"""{"metadata":{"annotations":{"sent":"{{{{Now()}}}}"}}}""")));
        for (var i = 0; i < 200 && Volatile.Read(ref _seen) < count * options.Watchers; i++)
        {
            await Task.Delay(50);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        await ending.CancelAsync();
        await Task.WhenAll(watchers);
        var sorted = _delays.Order().ToArray();
        Phase.Print($$"""{"phase":"watch-fanout","watchers":{{options.Watchers}},"events":{{_seen}},"expected":{{count * options.Watchers}},"events_per_s":{{_seen / seconds:0}},"p50_ms":{{Phase.Quantile(sorted, .5):0.00}},"p99_ms":{{Phase.Quantile(sorted, .99):0.00}},"resident_MB":{{(await ServerCost.ReadAsync(api))?.Resident / 1e6:0}}}""");
    }

    private async Task WatchAsync(long start, CancellationToken cancel)
    {
        try
        {
            using var response = await api.SendAsync(HttpMethod.Get, $"{pods}?watch=true&resourceVersion=0&labelSelector=app%3Dload", null, null, cancel);
            var reader = PipeReader.Create(await response.Content.ReadAsStreamAsync(cancel), new StreamPipeReaderOptions(bufferSize: 64 * 1024));
            Interlocked.Increment(ref _ready);
            while (true)
            {
                var result = await reader.ReadAsync(cancel);
                var buffer = result.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    Note(buffer.Slice(0, end).ToArray(), start);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception e) when (cancel.IsCancellationRequested && e is OperationCanceledException or HttpRequestException or IOException)
        {
            // The phase is over.
        }
    }

    private void Note(ReadOnlySpan<byte> line, long start)
    {
        var at = line.IndexOf(Stamp);
        if (at < 0)
        {
            return;
        }

        var digits = line[(at + Stamp.Length)..];
        digits = digits[..digits.IndexOf((byte)'"')];
        var sent = long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
        if (sent > start)
        {
            _delays.Add((Now() - sent) / 1e6);
            Interlocked.Increment(ref _seen);
        }
    }
}
