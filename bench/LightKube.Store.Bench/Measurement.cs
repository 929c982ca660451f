namespace LightKube.Store.Bench;

/// <summary>What a load came to. Times are Stopwatch ticks, one a call.</summary>
internal sealed record Measurement(long Operations, TimeSpan Took, long AllocatedBytes, long[] Times)
{
    public void Print(string name, StoreStatistics statistics)
    {
        Array.Sort(Times);
        var batch = statistics.Commits == 0 ? 0 : (double)statistics.Writes / statistics.Commits;
        Console.WriteLine(
            $"{name,-34} {Operations / Took.TotalSeconds,10:F0} {At(0.5),8:F3} {At(0.99),8:F2} {At(1),8:F1} " +
            $"{AllocatedBytes / Math.Max(1, Operations),8} {batch,9:F1}");
    }

    private double At(double share)
    {
        var ticks = Times[Math.Min(Times.Length - 1, (int)(Times.Length * share))];
        return ticks * 1000.0 / System.Diagnostics.Stopwatch.Frequency;
    }
}
