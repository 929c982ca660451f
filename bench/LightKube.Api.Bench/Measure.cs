using System.Diagnostics;

namespace LightKube.Api.Bench;

/// <summary>Runs an operation again and again: the best of some rounds in time, the average in bytes allocated.</summary>
internal static class Measure
{
    // Many short rounds: on a busy machine some of them are undisturbed, and the best one counts.
    private const int Rounds = 200;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(8);

    public static void Print(string name, Action operation)
    {
        var (microseconds, bytes) = Run(operation);
        Console.WriteLine($"| {name,-34} | {microseconds,8:0.00} | {bytes,8} |");
    }

    private static (double Microseconds, long Bytes) Run(Action operation)
    {
        // Warm caches and let the scratch buffers grow before anything counts.
        for (var i = 0; i < 2000; i++)
        {
            operation();
        }

        var best = double.MaxValue;
        long bytes = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            var count = 0;
            while (clock.Elapsed < RoundTime)
            {
                for (var i = 0; i < 20; i++)
                {
                    operation();
                }

                count += 20;
            }

            best = Math.Min(best, clock.Elapsed.TotalMicroseconds / count);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }

        return (best, bytes);
    }
}
