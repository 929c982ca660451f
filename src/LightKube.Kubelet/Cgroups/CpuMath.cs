namespace LightKube.Kubelet.Cgroups;

/// <summary>From thousandths of a CPU to what the kernel takes.</summary>
internal static class CpuMath
{
    internal const long SharesPerCpu = 1024;
    internal const long MinShares = 2;
    internal const long MaxShares = 262_144;
    internal const long PeriodMicroseconds = 100_000;
    internal const long MinQuotaMicroseconds = 1000; // the kernel refuses less

    internal static long Shares(long milli) =>
        milli <= 0 ? MinShares : Math.Clamp(milli * SharesPerCpu / 1000, MinShares, MaxShares);

    /// <summary>0 means unlimited.</summary>
    internal static long Quota(long milli) =>
        milli <= 0 ? 0 : Math.Max(milli * PeriodMicroseconds / 1000, MinQuotaMicroseconds);

    /// <summary>The weight of cgroup v2 (1 to 10000) for v1's shares (2 to 262144).</summary>
    internal static long Weight(long shares) => 1 + (shares - MinShares) * 9999 / (MaxShares - MinShares);
}
