using System.Globalization;
using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Pods;

/// <summary>Where a pod's files stand. The layout is Kubernetes', which log collectors and storage drivers rely on.</summary>
internal sealed class PodPaths(string rootDirectory, string logDirectory)
{
    internal string PodsDirectory => Path.Combine(rootDirectory, "pods");

    internal string Pod(string uid) => Path.Combine(PodsDirectory, uid);

    /// <param name="uid">The pod's.</param>
    /// <param name="plugin">Like <c>kubernetes.io~empty-dir</c>.</param>
    /// <param name="volume">The volume's name in the pod.</param>
    internal string Volume(string uid, string plugin, string volume) => Path.Combine(Pod(uid), "volumes", plugin, volume);

    /// <summary>Bind mounts of parts of volumes.</summary>
    internal string SubPath(string uid, string volume, string container, int index) =>
        Path.Combine(Pod(uid), "volume-subpaths", volume, container, index.ToString(CultureInfo.InvariantCulture));

    internal string EtcHosts(string uid) => Path.Combine(Pod(uid), "etc-hosts");

    /// <summary>Termination messages of one container, a file a run.</summary>
    internal string Container(string uid, string container) => Path.Combine(Pod(uid), "containers", container);

    internal string Logs(Pod pod) => Path.Combine(logDirectory, $"{pod.Namespace}_{pod.Name}_{pod.Metadata.Uid}");

    /// <summary>Below <see cref="Logs"/>.</summary>
    internal static string Log(string container, int restartCount) =>
        string.Create(CultureInfo.InvariantCulture, $"{container}/{restartCount}.log");
}
