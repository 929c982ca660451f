namespace LightKube.Kubelet.Native;

/// <summary>What is mounted where, as the kernel says.</summary>
internal static class Mounts
{
    private const string MountInfo = "/proc/self/mountinfo";
    private const int MountPointField = 4;

    internal static bool IsMountPoint(string path) => Points().Contains(path);

    /// <summary>Mount points at and below a directory, the innermost first.</summary>
    internal static IReadOnlyList<string> AtOrBelow(string directory)
    {
        var prefix = directory.TrimEnd('/') + "/";
        return [.. Points()
            .Where(point => point == directory || point.StartsWith(prefix, StringComparison.Ordinal))
            .OrderByDescending(point => point.Length)];
    }

    private static IEnumerable<string> Points() =>
        File.ReadLines(MountInfo).Select(line => Unescape(line.Split(' ')[MountPointField]));

    // Blanks in paths are written as three octal digits.
    private static string Unescape(string path) => path.Contains('\\')
        ? path.Replace("\\040", " ").Replace("\\011", "\t").Replace("\\012", "\n").Replace("\\134", "\\")
        : path;
}
