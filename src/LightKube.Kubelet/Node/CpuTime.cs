using System.Globalization;

namespace LightKube.Kubelet.Node;

/// <summary>How long the machine's CPUs have worked, from /proc/stat.</summary>
internal static class CpuTime
{
    private const long NanosecondsPerTick = 10_000_000; // USER_HZ is 100 on every architecture that Linux has

    internal static long BusyNanoseconds(IEnumerable<string> stat)
    {
        // cpu  user nice system idle iowait irq softirq steal …
        var fields = stat.First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = new[] { 1, 2, 3, 6, 7, 8 }.Where(i => i < fields.Length)
            .Sum(i => long.Parse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture));
        return ticks * NanosecondsPerTick;
    }
}
