using System.Globalization;

namespace LightKube.Kubelet.Node;

/// <summary>How long the machine's CPUs have worked, from /proc/stat.</summary>
internal static class CpuTime
{
    // user, nice, system, irq, softirq, steal; not idle and iowait.
    private static readonly int[] Busy = [1, 2, 3, 6, 7, 8];

    private const long NanosecondsPerTick = 10_000_000; // USER_HZ is 100 on every architecture that Linux has

    internal static long BusyNanoseconds(IEnumerable<string> stat)
    {
        var fields = stat.First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = Busy.Where(i => i < fields.Length)
            .Sum(i => long.Parse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture));
        return ticks * NanosecondsPerTick;
    }
}
