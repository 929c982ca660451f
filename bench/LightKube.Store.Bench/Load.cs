using System.Diagnostics;

namespace LightKube.Store.Bench;

/// <summary>Runs callers side by side, each of which calls again as soon as it is answered.</summary>
internal static class Load
{
    /// <param name="callers">How many.</param>
    /// <param name="seconds">For how long.</param>
    /// <param name="call">One call, of a caller, for the n-th time; returns how many operations it was.</param>
    public static async Task<Measurement> RunAsync(int callers, double seconds, Func<int, int, ValueTask<int>> call)
    {
        var end = Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        var results = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallAsync(caller))));
        watch.Stop();
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        return new Measurement(
            results.Sum(result => result.Operations), watch.Elapsed, allocated, [.. results.SelectMany(result => result.Times)]);

        async Task<(long Operations, List<long> Times)> CallAsync(int caller)
        {
            var times = new List<long>(1 << 16);
            var operations = 0L;
            for (var n = 0; ; n++)
            {
                var started = Stopwatch.GetTimestamp();
                if (started >= end)
                    return (operations, times);
                operations += await call(caller, n);
                times.Add(Stopwatch.GetTimestamp() - started);
            }
        }
    }
}
