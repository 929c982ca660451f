namespace LightKube.Kubelet.Cgroups;

/// <summary>The cgroups of pods on this machine, in version 1 or 2.</summary>
internal sealed class PodCgroups(CgroupNames names, string mount = "/sys/fs/cgroup")
{
    internal bool IsUnified => File.Exists(Path.Combine(mount, "cgroup.controllers"));

    /// <summary>Removes a pod's cgroup; the runtime has removed those of its containers. systemd removes its own.</summary>
    internal void Remove(QosClass qos, string podUid)
    {
        if (names.Systemd)
            return;
        var path = names.PodParent(qos, podUid).TrimStart('/');
        foreach (var hierarchy in Hierarchies())
        {
            var directory = Path.Combine(hierarchy, path);
            if (!Directory.Exists(directory))
                continue;
            try
            {
                Directory.Delete(directory);
            }
            catch (IOException)
            {
                // Busy while the last process of the pod is being reaped; an empty cgroup left over does no harm.
            }
        }
    }

    private IEnumerable<string> Hierarchies() =>
        IsUnified ? [mount] : Directory.Exists(mount) ? Directory.EnumerateDirectories(mount) : [];
}
