namespace LightKube.Kubelet.Runtime.Containerd;

/// <summary>What our containerd's configuration depends on.</summary>
internal sealed record ContainerdSettings
{
    internal required string Root { get; init; }
    internal required string State { get; init; }
    internal required string SandboxImage { get; init; }
    internal required string RuncPath { get; init; }
    internal required string CniConfDirectory { get; init; }
    internal required string CniBinDirectory { get; init; }
    internal required string RegistryDirectory { get; init; }
    internal required string Snapshotter { get; init; }
    internal required bool SystemdCgroups { get; init; }

    /// <summary>Whether we may lower an OOM score (CAP_SYS_RESOURCE); runc fails obscurely when it tries without.</summary>
    internal required bool MayLowerOomScore { get; init; }

    internal string Socket => System.IO.Path.Combine(State, "containerd.sock");
}
