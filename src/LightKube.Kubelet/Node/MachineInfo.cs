using System.Globalization;
using System.Runtime.InteropServices;
using LightKube.Api.Quantities;

namespace LightKube.Kubelet.Node;

/// <summary>What the machine is and has, as /proc and the file system say.</summary>
internal sealed record MachineInfo
{
    internal required int Cpus { get; init; }
    internal required long MemoryBytes { get; init; }
    internal required long DiskBytes { get; init; }
    internal required string KernelVersion { get; init; }
    internal required string OsImage { get; init; }
    internal required string MachineId { get; init; }
    internal required string SystemUuid { get; init; }
    internal required string BootId { get; init; }

    /// <summary>As Kubernetes names it: <c>amd64</c>, <c>arm64</c>.</summary>
    internal string Architecture { get; } = RuntimeInformation.OSArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    internal Env.NodeCapacity Capacity => new(
        Quantity.FromUnits(Cpus), Quantity.FromUnits(MemoryBytes / 1024 * 1024, QuantityFormat.BinarySI), Quantity.FromUnits(DiskBytes));

    /// <param name="dataDirectory">On whose disk pods' data is.</param>
    /// <param name="cgroups">May limit this whole process tree to less than the machine.</param>
    internal static MachineInfo Read(string dataDirectory, string cgroups = "/sys/fs/cgroup") => new()
    {
        Cpus = Environment.ProcessorCount,
        MemoryBytes = Math.Min(TotalMemory(File.ReadLines("/proc/meminfo")), MemoryLimit(cgroups)),
        DiskBytes = new DriveInfo(dataDirectory).TotalSize,
        KernelVersion = ReadOrEmpty("/proc/sys/kernel/osrelease"),
        OsImage = PrettyName(File.Exists("/etc/os-release") ? File.ReadLines("/etc/os-release") : []),
        MachineId = ReadOrEmpty("/etc/machine-id"),
        SystemUuid = ReadOrEmpty("/sys/class/dmi/id/product_uuid") is { Length: > 0 } uuid ? uuid : ReadOrEmpty("/etc/machine-id"),
        BootId = ReadOrEmpty("/proc/sys/kernel/random/boot_id"),
    };

    internal static long TotalMemory(IEnumerable<string> meminfo) => ReadKilobytes(meminfo, "MemTotal:") * 1024;

    internal static long AvailableMemory(IEnumerable<string> meminfo) => ReadKilobytes(meminfo, "MemAvailable:") * 1024;

    internal static string PrettyName(IEnumerable<string> osRelease) =>
        osRelease.FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim('"') ?? "Linux";

    private static long ReadKilobytes(IEnumerable<string> meminfo, string key)
    {
        var line = meminfo.FirstOrDefault(candidate => candidate.StartsWith(key, StringComparison.Ordinal)) ?? "";
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? long.Parse(words[1], CultureInfo.InvariantCulture) : 0;
    }

    // Set when the node itself runs in a container or VM-like slice; 'max' or an absurdly large number otherwise.
    private static long MemoryLimit(string cgroups)
    {
        foreach (var file in (string[])["memory.max", "memory/memory.limit_in_bytes"])
        {
            if (long.TryParse(ReadOrEmpty(Path.Combine(cgroups, file)), CultureInfo.InvariantCulture, out var limit))
                return limit;
        }
        return long.MaxValue;
    }

    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
