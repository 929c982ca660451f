namespace LightKube.Foundation.Processes;

/// <summary>
/// Decides when a child that ended is started again: soon at first, then ever later; not at all once it has failed too often without having
/// run for a while.
/// </summary>
internal sealed class RestartPolicy
{
    /// <summary>The first delay: a crash by chance costs little.</summary>
    internal static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest delay: someone who mends the cause does not wait long to see it.</summary>
    internal static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>A child that ran so long was well; what ended it is a new failure, not the same again.</summary>
    internal static readonly TimeSpan WellAfter = TimeSpan.FromMinutes(1);

    /// <summary>So many failures in a row take about four minutes; then whoever supervises us should know.</summary>
    internal const int MostFailures = 12;

    private int _failures;

    /// <summary>How long to wait before the next start; null when the child cannot be kept.</summary>
    /// <param name="ran">How long the child ran before it ended.</param>
    internal TimeSpan? NextDelay(TimeSpan ran)
    {
        _failures = ran >= WellAfter ? 1 : _failures + 1;
        if (_failures > MostFailures)
            return null;
        var delay = FirstDelay * Math.Pow(2, _failures - 1);
        return delay < LongestDelay ? delay : LongestDelay;
    }
}
