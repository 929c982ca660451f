using LightKube.Api.Core.V1;
using LightKube.Kubelet.Env;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Sandbox;
using LightKube.Kubelet.Volumes;

namespace LightKube.Kubelet.Containers;

/// <summary>Works out what is mounted into a container: its volumes, the hosts file, and the file for its last words.</summary>
internal sealed class ContainerMounts(PodPaths paths, string clusterDomain)
{
    private const string HostsPath = "/etc/hosts";
    private const UnixFileMode AnyoneWrites = (UnixFileMode)0b110_110_110; // whoever the container runs as

    /// <exception cref="PodConfigException">A mount names no volume, or a subPath cannot be used.</exception>
    internal List<Cri.Mount> For(
        Pod pod, Container container, int restartCount, IReadOnlyDictionary<string, MountedVolume> volumes,
        IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> podIps)
    {
        var mounts = new List<Cri.Mount>();
        for (var i = 0; i < container.VolumeMounts.Count; i++)
            mounts.Add(VolumeMountOf(pod, container, i, volumes, environment));
        if (mounts.TrueForAll(mount => mount.ContainerPath != HostsPath))
            mounts.Add(new Cri.Mount { ContainerPath = HostsPath, HostPath = WriteHosts(pod, podIps) });
        if (container.TerminationMessagePath.Length > 0)
            mounts.Add(new Cri.Mount
            {
                ContainerPath = container.TerminationMessagePath,
                HostPath = MakeMessageFile(pod, container, restartCount),
            });
        return mounts;
    }

    private Cri.Mount VolumeMountOf(
        Pod pod, Container container, int index, IReadOnlyDictionary<string, MountedVolume> volumes,
        IReadOnlyDictionary<string, string> environment)
    {
        var mount = container.VolumeMounts[index];
        if (!volumes.TryGetValue(mount.Name, out var volume))
            throw new PodConfigException($"volume {mount.Name} of container {container.Name} is not in the pod");
        var containerPath = Path.IsPathRooted(mount.MountPath) ? mount.MountPath : "/" + mount.MountPath;
        return new Cri.Mount
        {
            ContainerPath = containerPath,
            HostPath = HostPath(pod, container, index, mount, volume, environment),
            Readonly = mount.ReadOnly || volume.ReadOnly,
            RecursiveReadOnly = mount.ReadOnly && mount.RecursiveReadOnly == "Enabled",
            Propagation = mount.MountPropagation switch
            {
                "Bidirectional" => Cri.MountPropagation.PropagationBidirectional,
                "HostToContainer" => Cri.MountPropagation.PropagationHostToContainer,
                _ => Cri.MountPropagation.PropagationPrivate,
            },
        };
    }

    private string HostPath(
        Pod pod, Container container, int index, VolumeMount mount, MountedVolume volume, IReadOnlyDictionary<string, string> environment)
    {
        var subPath = mount.SubPathExpr.Length > 0 ? VariableExpansion.Expand(mount.SubPathExpr, environment) : mount.SubPath;
        if (subPath.Length == 0)
            return volume.HostPath;
        if (mount.SubPathExpr.Length > 0 && subPath.Contains("$(", StringComparison.Ordinal))
            throw new PodConfigException($"failed to prepare subPath for volumeMount \"{mount.Name}\": '{subPath}' names an unknown variable");
        var target = paths.SubPath(pod.Metadata.Uid, mount.Name, container.Name, index);
        try
        {
            SubPaths.Bind(volume.HostPath, subPath, target);
        }
        catch (Exception e) when (e is VolumeException or IOException)
        {
            throw new PodConfigException($"failed to prepare subPath for volumeMount \"{mount.Name}\" of container \"{container.Name}\": {e.Message}");
        }
        return target;
    }

    private string WriteHosts(Pod pod, IReadOnlyList<string> podIps)
    {
        var path = paths.EtcHosts(pod.Metadata.Uid);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var nodeHosts = pod.Spec.HostNetwork && File.Exists(HostsPath) ? File.ReadAllText(HostsPath) : "";
        File.WriteAllText(path, EtcHosts.Render(pod, podIps, clusterDomain, nodeHosts));
        return path;
    }

    private string MakeMessageFile(Pod pod, Container container, int restartCount)
    {
        var path = TerminationMessage.FileOf(paths, pod.Metadata.Uid, container.Name, restartCount);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, []);
        File.SetUnixFileMode(path, AnyoneWrites);
        return path;
    }
}
