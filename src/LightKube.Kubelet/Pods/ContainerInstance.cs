namespace LightKube.Kubelet.Pods;

internal enum InstanceState
{
    Created,
    Running,
    Exited,

    /// <summary>The runtime lost track of it.</summary>
    Unknown,
}

/// <summary>One container that the runtime has: one run of a container of a pod's spec.</summary>
internal sealed record ContainerInstance
{
    internal required string Id { get; init; }
    internal required string Name { get; init; }
    internal required string SandboxId { get; init; }
    internal required InstanceState State { get; init; }
    internal DateTimeOffset CreatedAt { get; init; }
    internal DateTimeOffset StartedAt { get; init; }
    internal DateTimeOffset FinishedAt { get; init; }
    internal int ExitCode { get; init; }

    /// <summary>The runtime's own word for how it ended: <c>Completed</c>, <c>Error</c>, <c>OOMKilled</c>.</summary>
    internal string Reason { get; init; } = "";

    /// <summary>What the container left in its termination message file, or the runtime's words.</summary>
    internal string Message { get; init; } = "";

    internal int RestartCount { get; init; }

    /// <summary>Which version of the spec it was made from.</summary>
    internal string Hash { get; init; } = "";

    internal string Image { get; init; } = "";
    internal string ImageId { get; init; } = "";
    internal string LogPath { get; init; } = "";

    internal bool Runs => State == InstanceState.Running;
    internal bool Succeeded => State == InstanceState.Exited && ExitCode == 0;
}

/// <summary>One sandbox that the runtime has for a pod.</summary>
internal sealed record SandboxInstance
{
    internal required string Id { get; init; }
    internal required bool Ready { get; init; }
    internal uint Attempt { get; init; }
    internal DateTimeOffset CreatedAt { get; init; }

    /// <summary>Empty for a pod on the host's network, and for a sandbox that is not ready.</summary>
    internal IReadOnlyList<string> Ips { get; init; } = [];
}

/// <summary>What the runtime has of one pod.</summary>
/// <param name="Sandboxes">Newest first.</param>
/// <param name="Containers">Newest first; of all sandboxes.</param>
internal sealed record PodRuntimeState(IReadOnlyList<SandboxInstance> Sandboxes, IReadOnlyList<ContainerInstance> Containers)
{
    internal static readonly PodRuntimeState Empty = new([], []);

    internal SandboxInstance? ReadySandbox => Sandboxes.Count > 0 && Sandboxes[0].Ready ? Sandboxes[0] : null;

    /// <summary>The sandbox's first address; empty when it has none, or is not ready.</summary>
    internal string PodIp => ReadySandbox is { Ips: [var first, ..] } ? first : "";

    /// <summary>The newest run of the container.</summary>
    internal ContainerInstance? Latest(string name)
    {
        foreach (var container in Containers)
        {
            if (container.Name == name)
                return container;
        }
        return null;
    }

    /// <summary>The run before the newest one.</summary>
    internal ContainerInstance? Previous(string name) => Containers.Where(container => container.Name == name).Skip(1).FirstOrDefault();
}
