namespace LightKube.Kubelet.Cgroups;

/// <summary>
/// Where in the cgroup tree pods stand: <c>/kubepods/burstable/pod…</c>, or the slices that mean the same to systemd
/// (<c>kubepods-burstable-pod….slice</c>).
/// </summary>
/// <param name="Root">The parent of <c>kubepods</c>; empty for the root of the tree.</param>
/// <param name="Systemd">Names as systemd wants them.</param>
internal sealed record CgroupNames(string Root, bool Systemd)
{
    /// <summary>The pod's cgroup as CRI takes it: an absolute path, or a slice's name.</summary>
    internal string PodParent(QosClass qos, string podUid)
    {
        if (!Systemd)
            return $"{QosPath(qos)}/pod{podUid}";
        var uid = podUid.Replace('-', '_');
        return qos == QosClass.Guaranteed ? $"kubepods-pod{uid}.slice" : $"kubepods-{QosName(qos)}-pod{uid}.slice";
    }

    /// <summary>The cgroup of a service class, as a path below the mount; not for systemd, which makes its slices itself.</summary>
    internal string QosPath(QosClass qos) =>
        qos == QosClass.Guaranteed ? KubepodsPath : $"{KubepodsPath}/{QosName(qos)}";

    internal string KubepodsPath => $"{Root.TrimEnd('/')}/kubepods";

    private static string QosName(QosClass qos) => qos == QosClass.Burstable ? "burstable" : "besteffort";
}
