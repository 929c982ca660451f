using System.Text.RegularExpressions;

namespace LightKube.Commands.Dev;

/// <summary>
/// Where a cluster's files lie. What the commands remember is under <c>/var/lib/lightkube-dev/NAME</c>; the nodes' data may be elsewhere.
/// </summary>
internal sealed partial class ClusterDirectory
{
    private const string Root = "/var/lib/lightkube-dev";

    // A node's sockets lie below it, and a Unix socket's path may have 107 bytes.
    private const int LongestName = 20;

    internal ClusterDirectory(string name)
    {
        if (name.Length > LongestName || !NamePattern().IsMatch(name))
        {
            throw new CommandFailedException(
                $"'{name}' cannot be a cluster's name: use up to {LongestName} lower-case letters, digits and dashes, beginning and ending with a letter or digit.");
        }
        Name = name;
    }

    internal string Name { get; }

    internal string Path => System.IO.Path.Combine(Root, Name);

    internal string RecordFile => System.IO.Path.Combine(Path, "cluster.json");

    internal string KubeConfigFile => System.IO.Path.Combine(Path, "kubeconfig");

    internal string LanPidFile => System.IO.Path.Combine(Path, "lan.pid");

    internal string LanLogFile => System.IO.Path.Combine(Path, "lan.log");

    internal bool Exists => Directory.Exists(Path);

    /// <summary>The clusters that were made and not taken down, in the order of their names.</summary>
    internal static IReadOnlyList<ClusterDirectory> All() => !Directory.Exists(Root) ? [] :
        [.. Directory.GetDirectories(Root).Select(path => System.IO.Path.GetFileName(path)).Order(StringComparer.Ordinal)
            .Where(name => NamePattern().IsMatch(name)).Select(name => new ClusterDirectory(name))];

    /// <summary>Keeps other dev commands away from this cluster until disposed.</summary>
    /// <exception cref="CommandFailedException">One of them is at work.</exception>
    internal IDisposable Lock()
    {
        Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        try
        {
            return new FileStream(System.IO.Path.Combine(Path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new CommandFailedException($"Another 'lightkube dev' is at work on cluster '{Name}'. Try again when it is done.", e);
        }
    }

    /// <summary>Removes the cluster's folder, and the folder of all clusters with the last of them.</summary>
    internal void Delete()
    {
        Tool.Run("rm", ["-rf", "--one-file-system", Path]);
        if (Directory.Exists(Root) && !Directory.EnumerateFileSystemEntries(Root).Any())
            Directory.Delete(Root);
    }

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex NamePattern();
}
