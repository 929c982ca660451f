using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;

namespace LightKube.Kubelet.Node;

/// <summary>What the runtime says of itself.</summary>
/// <param name="NotReadyBecause">Null when it and its network are ready.</param>
internal sealed record RuntimeHealth(string? NotReadyBecause, string VersionUri, IReadOnlyList<Cri.Image> Images);

/// <summary>Computes the node's status.</summary>
internal sealed class NodeStatusBuilder(KubeletOptions options, MachineInfo machine, string kubeletVersion)
{
    private const int MaxImages = 50; // the largest; what schedulers look at
    private const int MaxNamesPerImage = 5;

    private readonly record struct Wanted(string Type, bool Holds, string Reason, string Message);

    /// <param name="known">The status before, from which transition times are taken over.</param>
    /// <param name="runtime">What the runtime says.</param>
    /// <param name="now">The heartbeat.</param>
    internal NodeStatus Build(NodeStatus known, RuntimeHealth runtime, DateTimeOffset now)
    {
        var status = new NodeStatus();
        FillResources(status);
        FillConditions(status, known, runtime, now);
        foreach (var ip in options.NodeIps)
            AddAddress(status, "InternalIP", ip);
        AddAddress(status, "Hostname", options.NodeName);
        status.DaemonEndpoints.KubeletEndpoint.Port = options.NodeApiPort;
        FillInfo(status.NodeInfo, runtime.VersionUri);
        FillImages(status, runtime.Images);
        return status;
    }

    private void FillResources(NodeStatus status)
    {
        var capacity = machine.Capacity;
        status.Capacity["cpu"] = capacity.Cpu;
        status.Capacity["memory"] = capacity.Memory;
        status.Capacity["ephemeral-storage"] = capacity.EphemeralStorage;
        status.Capacity["hugepages-1Gi"] = Quantity.Zero;
        status.Capacity["hugepages-2Mi"] = Quantity.Zero;
        status.Capacity["pods"] = Quantity.FromUnits(options.MaxPods);
        foreach (var (name, _) in status.Capacity)
            status.Allocatable[name] = status.Capacity[name];
        status.Allocatable["cpu"] = capacity.Cpu - options.ReservedCpu;
        status.Allocatable["memory"] = capacity.Memory - options.ReservedMemory;
    }

    private static void FillConditions(NodeStatus status, NodeStatus known, RuntimeHealth runtime, DateTimeOffset now)
    {
        Wanted[] wanted =
        [
            new("MemoryPressure", false, "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            new("DiskPressure", false, "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
            new("PIDPressure", false, "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
            runtime.NotReadyBecause is { } reason
                ? new("Ready", false, "KubeletNotReady", reason)
                : new("Ready", true, "KubeletReady", "kubelet is posting ready status"),
        ];
        foreach (var want in wanted)
        {
            var before = known.Conditions.Find(condition => condition.Type == want.Type);
            var condition = status.Conditions.AddNew();
            condition.Type = want.Type;
            condition.Status = want.Holds ? "True" : "False";
            condition.LastHeartbeatTime = now;
            condition.LastTransitionTime = before?.Status == condition.Status ? before.LastTransitionTime ?? now : now;
            condition.Reason = want.Reason;
            condition.Message = want.Message;
        }
    }

    private static void AddAddress(NodeStatus status, string type, string address)
    {
        var added = status.Addresses.AddNew();
        added.Type = type;
        added.Address = address;
    }

    private void FillInfo(NodeSystemInfo info, string runtimeVersion)
    {
        info.MachineID = machine.MachineId;
        info.SystemUUID = machine.SystemUuid;
        info.BootID = machine.BootId;
        info.KernelVersion = machine.KernelVersion;
        info.OsImage = machine.OsImage;
        info.ContainerRuntimeVersion = runtimeVersion;
        info.KubeletVersion = kubeletVersion;
        info.KubeProxyVersion = "";
        info.OperatingSystem = "linux";
        info.Architecture = machine.Architecture;
    }

    private static void FillImages(NodeStatus status, IReadOnlyList<Cri.Image> images)
    {
        foreach (var image in images.OrderByDescending(image => image.Size).ThenBy(image => image.Id, StringComparer.Ordinal).Take(MaxImages))
        {
            var added = status.Images.AddNew();
            foreach (var name in image.RepoDigests.Concat(image.RepoTags).Take(MaxNamesPerImage))
                added.Names.Add(name);
            added.SizeBytes = (long)image.Size;
        }
    }
}
