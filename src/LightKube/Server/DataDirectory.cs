namespace LightKube.Server;

/// <summary>The directory that holds all state. One server at a time has it.</summary>
/// <remarks>
/// <code>
///  /var/lib/lightkube/          0711, so that a pod's user can reach its own volumes below kubelet/
///    lightkube.lock             locked while a server runs; lightkube.pid says which
///    admin.kubeconfig           0600
///    db/                        0700  the store
///    tls/                       0700  authorities, certificates, keys
///    runtime/                   0711  the unpacked bundle, containerd's configuration, state and images
///    kubelet/                   0711  pods' volumes and the node's checkpoint
///    network/                   0700  addresses given to pods, what was programmed
///    manifests/                 0755  objects that are applied at start
///    logs/                      0700  output of supervised processes
///    run/                       0700  which processes are ours
/// </code>
/// </remarks>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Readable = Passable | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly DataDirectoryLock _lock;

    private DataDirectory(string root, DataDirectoryLock @lock)
    {
        (Root, _lock) = (root, @lock);
        Database = Make("db", Private);
        Tls = Make("tls", Private);
        Runtime = Make("runtime", Passable);
        Kubelet = Make("kubelet", Passable);
        Network = Make("network", Private);
        Manifests = Make("manifests", Readable);
        Logs = Make("logs", Private);
        Run = Make("run", Private);
    }

    /// <summary>The directory itself.</summary>
    internal string Root { get; }

    internal string Database { get; }

    internal string Tls { get; }

    internal string Runtime { get; }

    internal string Kubelet { get; }

    internal string Network { get; }

    internal string Manifests { get; }

    internal string Logs { get; }

    internal string Run { get; }

    internal string AdminKubeconfig => Path.Combine(Root, "admin.kubeconfig");

    /// <summary>Makes what is missing of the directory, and takes it until disposed.</summary>
    /// <exception cref="DataDirectoryException">Another server has it, or it cannot be written; the message says what to do.</exception>
    internal static DataDirectory Open(string root)
    {
        try
        {
            Directory.CreateDirectory(root, Passable);
            var @lock = DataDirectoryLock.Take(root);
            try
            {
                return new DataDirectory(root, @lock);
            }
            catch
            {
                @lock.Dispose();
                throw;
            }
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DataDirectoryException(
                $"The data directory {root} cannot be written: {error.Message} Run as root, or choose another with --data-dir.", error);
        }
    }

    public void Dispose() => _lock.Dispose();

    private string Make(string name, UnixFileMode mode)
    {
        var path = Path.Combine(Root, name);
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, mode);
            // The process's umask may have taken bits away.
            File.SetUnixFileMode(path, mode);
        }
        return path;
    }
}
