namespace LightKube.ApiServer.FlowControl;

/// <summary>How many seats a level wanted, over time: those in use and those that requests in its queues wait for.</summary>
internal sealed class SeatDemand(TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private long _last = time.GetTimestamp();
    private double _sum;
    private double _squares;
    private int _now;
    private int _highest;

    /// <summary>The most in the last interval.</summary>
    public int HighWatermark { get; private set; }

    /// <summary>An average and its usual excess, which falls slowly.</summary>
    public double Smoothed { get; private set; }

    public void Change(int delta)
    {
        Settle();
        _now += delta;
        _highest = Math.Max(_highest, _now);
    }

    /// <summary>Ends an interval.</summary>
    public void Close()
    {
        Settle();
        var length = Math.Max(time.GetElapsedTime(_since, _last).TotalSeconds, 1e-9);
        var average = _sum / length;
        var envelope = average + Math.Sqrt(Math.Max(0, (_squares / length) - (average * average)));
        HighWatermark = _highest;
        Smoothed = Math.Max(envelope, (FlowLimits.DemandDecay * Smoothed) + ((1 - FlowLimits.DemandDecay) * envelope));
        (_sum, _squares, _highest, _since) = (0, 0, _now, _last);
    }

    private void Settle()
    {
        var now = time.GetTimestamp();
        var seconds = time.GetElapsedTime(_last, now).TotalSeconds;
        _last = now;
        _sum += seconds * _now;
        _squares += seconds * _now * _now;
    }
}
