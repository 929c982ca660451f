using LightKube.Foundation.Grpc;

namespace LightKube.Kubelet.Runtime;

/// <summary>Which container runtime to use, and where our own one lives.</summary>
public sealed record RuntimeOptions
{
    /// <summary>The runtime to use; it has to answer. Null looks for one, then starts our own.</summary>
    public GrpcEndpoint? Endpoint { get; init; }

    /// <summary>Whether a containerd or CRI-O that runs on the machine may be used. Off for a node inside namespaces of its own.</summary>
    public bool UseRunning { get; init; } = true;

    /// <summary>Holds containerd, containerd-shim-runc-v2, runc and ctr. Needed only when our own runtime is started.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>Images, snapshots and other things that outlive a boot.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Sockets and mounts; a short path, since a Unix socket's may have 107 bytes.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where the runtime finds its CNI configuration and plug-ins.</summary>
    public required string CniConfDirectory { get; init; }

    /// <inheritdoc cref="CniConfDirectory"/>
    public required string CniBinDirectory { get; init; }

    /// <summary>The image whose container holds a pod's namespaces.</summary>
    public required string SandboxImage { get; init; }

    /// <summary>Image archives (OCI or docker save) that are imported into our own runtime before the first pod.</summary>
    public IReadOnlyList<string> ImageArchives { get; init; } = [];

    /// <summary>Let systemd create the cgroups. By default the kubelet and runc write to the cgroup filesystem, which is quicker.</summary>
    public bool SystemdCgroups { get; init; }

    /// <summary>The file system plug-in that holds images and containers' changes.</summary>
    public string Snapshotter { get; init; } = "overlayfs";
}
