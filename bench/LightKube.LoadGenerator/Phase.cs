using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace LightKube.LoadGenerator;

/// <summary>
/// Runs a number of calls over some workers and prints their rate, their latencies and what they cost the server as a JSON line.
/// </summary>
internal sealed class Phase(ApiConnection api)
{
    public async Task RunAsync(string name, int count, int workers, Func<int, Task<long>> call)
    {
        var before = await ServerCost.ReadAsync(api);
        var latencies = new ConcurrentBag<double>();
        var next = -1;
        long bytes = 0;
        var errors = 0;
        string? first = null;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < count)
            {
                var started = Stopwatch.GetTimestamp();
                try
                {
                    Interlocked.Add(ref bytes, await call(i));
                }
                catch (HttpRequestException e)
                {
                    Interlocked.Increment(ref errors);
                    Interlocked.CompareExchange(ref first, e.Message, null);
                }

                latencies.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        })));
        var seconds = clock.Elapsed.TotalSeconds;
        var sorted = latencies.Order().ToArray();
        var after = await ServerCost.ReadAsync(api);
        var cost = before is { } b && after is { } a
            ? string.Create(CultureInfo.InvariantCulture, $",\"cpu_us_per_call\":{(a.Processor - b.Processor) / count * 1e6:0.0},\"allocated_per_call\":{(a.Allocated - b.Allocated) / count:0},\"resident_MB\":{a.Resident / 1e6:0}")
            : "";
        Print($$"""{"phase":"{{name}}","n":{{count}},"workers":{{workers}},"per_s":{{count / seconds:0}},"p50_ms":{{Quantile(sorted, .5):0.00}},"p99_ms":{{Quantile(sorted, .99):0.00}},"max_ms":{{Quantile(sorted, 1):0.00}},"MB_per_s":{{bytes / seconds / 1e6:0.0}},"errors":{{errors}}{{cost}}{{(first is null ? "" : $",\"first_error\":\"{Escape(first)}\"")}}}""");
    }

    public static double Quantile(double[] sorted, double q) => sorted.Length == 0 ? 0 : sorted[(int)(q * (sorted.Length - 1))];

    public static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Escape(string text) => System.Text.Json.JsonEncodedText.Encode(text).ToString();
}
