namespace LightKube.Network.Components;

internal static class NetworkLimits
{
    /// <summary>
    /// Between two changes of the packet filter: a rolling update makes tens of events a second, and each commit copies parts of the
    /// kernel's tables.
    /// </summary>
    public static readonly TimeSpan CommitInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>After a commit that the kernel refused: long enough not to fill the log, short enough for a passing shortage.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(2);
}
