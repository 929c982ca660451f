namespace LightKube.Client.Queues;

/// <summary>Delays that double with every failure in a row.</summary>
/// <param name="First">After the first failure.</param>
/// <param name="Longest">Never more than this, jitter included.</param>
/// <param name="Jitter">The share of a delay that is left to chance, 0 to 1, so that many who failed together do not retry together.</param>
public sealed record BackOff(TimeSpan First, TimeSpan Longest, double Jitter)
{
    /// <summary>2 to this power times the first delay is beyond any sensible longest one; more would overflow.</summary>
    private const int LargestExponent = 30;

    /// <summary>The delay before the next attempt.</summary>
    /// <param name="failures">How many attempts have failed in a row: 1 or more.</param>
    /// <param name="random">Yields 0 (included) to 1 (excluded).</param>
    public TimeSpan Delay(int failures, Func<double> random)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(failures - 1, 0, LargestExponent));
        var capped = doubled < Longest ? doubled : Longest;
        return capped * (1 - (Jitter * random()));
    }
}
