using System.Globalization;

namespace LightKube.Kubelet.Runtime;

/// <summary>What this process may do, as <c>/proc/self/status</c> says.</summary>
internal static class Capabilities
{
    private const int SysResource = 24; // CAP_SYS_RESOURCE in linux/capability.h

    /// <summary>Whether a process's OOM score may be set below its parent's.</summary>
    internal static bool MayLowerOomScore(IEnumerable<string> statusLines)
    {
        var effective = statusLines.FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return effective is not null
            && ulong.TryParse(effective.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits)
            && (bits >> SysResource & 1) == 1;
    }
}
