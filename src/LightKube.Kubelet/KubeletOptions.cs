using LightKube.Api.Quantities;

namespace LightKube.Kubelet;

/// <summary>What a node's kubelet is told at its start.</summary>
public sealed record KubeletOptions
{
    public required string NodeName { get; init; }

    /// <summary>The version of Kubernetes that the node says it runs.</summary>
    public string Version { get; init; } = "v1.36.0+lightkube";

    /// <summary>The node's addresses, the preferred one first. Shown in its status, and by pods on the host's network.</summary>
    public required IReadOnlyList<string> NodeIps { get; init; }

    /// <summary>Holds volumes and what the kubelet remembers: <c>/var/lib/lightkube/kubelet</c>.</summary>
    public required string RootDirectory { get; init; }

    /// <summary>Where containers' logs are written: <c>/var/log/pods</c>, which log collectors expect.</summary>
    public string PodLogDirectory { get; init; } = "/var/log/pods";

    /// <summary>The address of the cluster's DNS; empty when there is none, and pods then use the node's.</summary>
    public IReadOnlyList<string> ClusterDns { get; init; } = [];

    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>The node's own resolver configuration, for pods that ask for it.</summary>
    public string ResolvConf { get; init; } = "/etc/resolv.conf";

    /// <summary>Set on the node when it registers.</summary>
    public IReadOnlyDictionary<string, string> NodeLabels { get; init; } = new Dictionary<string, string>();

    /// <summary>Set on the node when it registers: <c>key=value:effect</c>.</summary>
    public IReadOnlyList<string> RegisterWithTaints { get; init; } = [];

    public int MaxPods { get; init; } = 110;

    /// <summary>Kept back from pods.</summary>
    public Quantity ReservedCpu { get; init; }

    /// <inheritdoc cref="ReservedCpu"/>
    public Quantity ReservedMemory { get; init; }

    /// <summary>The parent of the <c>kubepods</c> cgroup, so that several nodes on one machine keep apart: <c>/lightkube-dev</c>.</summary>
    public string CgroupRoot { get; init; } = "";

    /// <summary>Has to agree with the runtime's setting.</summary>
    public bool SystemdCgroups { get; init; }

    /// <summary>Where the node API listens.</summary>
    public string NodeApiAddress { get; init; } = "0.0.0.0";

    /// <inheritdoc cref="NodeApiAddress"/>
    public int NodeApiPort { get; init; } = 10250;

    /// <summary>A container's log is moved away at this size …</summary>
    public long ContainerLogMaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>… and so many of its files are kept, the current one included.</summary>
    public int ContainerLogMaxFiles { get; init; } = 5;

    /// <summary>How often node status is written although nothing changed.</summary>
    public TimeSpan StatusReportInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a lease lasts; renewed four times as often.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(40);
}
