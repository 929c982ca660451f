namespace LightKube.Foundation.Metrics;

/// <summary>Counts observations by size. Observing takes no lock and no memory.</summary>
/// <param name="bounds">The buckets' upper bounds, ascending; one for what is larger is added.</param>
public sealed class Histogram(double[] bounds)
{
    private readonly long[] _counts = new long[bounds.Length + 1];
    private long _sumNanos;

    /// <summary>How many observations.</summary>
    public long Count
    {
        get
        {
            var total = 0L;
            for (var i = 0; i < _counts.Length; i++)
            {
                total += Volatile.Read(ref _counts[i]);
            }

            return total;
        }
    }

    /// <param name="value">In the unit of the bounds; seconds, as a rule.</param>
    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _sumNanos, (long)(value * 1e9));
    }

    /// <summary>Writes the cumulative buckets, the sum and the count.</summary>
    public void Write(MetricText text, string name, ReadOnlySpan<(string Name, string Value)> labels)
    {
        (string, string)[] withBound = [.. labels, ("le", "")];
        var total = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            total += Volatile.Read(ref _counts[i]);
            withBound[^1] = ("le", i < bounds.Length ? bounds[i].ToString("R", System.Globalization.CultureInfo.InvariantCulture) : "+Inf");
            text.Sample(name + "_bucket", total, withBound);
        }

        text.Sample(name + "_sum", Volatile.Read(ref _sumNanos) / 1e9, labels);
        text.Sample(name + "_count", total, labels);
    }
}
