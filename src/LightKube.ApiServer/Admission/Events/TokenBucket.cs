namespace LightKube.ApiServer.Admission.Events;

/// <summary>Lets things pass at a rate, and some at once. Safe for any thread.</summary>
/// <param name="rate">Things a second.</param>
/// <param name="burst">Things at once; as many as when it is new.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenBucket(double rate, int burst, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = burst;
    private long _at = time.GetTimestamp();

    /// <summary>False when one more is too many.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * rate));
            _at = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
