using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Containers;
using LightKube.Kubelet.Runtime;

namespace LightKube.Kubelet.Pods;

/// <summary>Reads what the runtime has of one pod.</summary>
internal sealed class PodRuntimeReader(IContainerRuntime runtime, PodPaths paths)
{
    internal async Task<PodRuntimeState> ReadAsync(string podUid, CancellationToken cancel)
    {
        var listSandboxes = runtime.ListSandboxesAsync(
            new Cri.PodSandboxFilter { LabelSelector = { [RuntimeIdentity.PodUid] = podUid } }, cancel);
        var listContainers = runtime.ListContainersAsync(
            new Cri.ContainerFilter { LabelSelector = { [RuntimeIdentity.PodUid] = podUid } }, cancel);
        var sandboxes = await Task.WhenAll((await listSandboxes).Select(sandbox => ReadSandboxAsync(sandbox, cancel)));
        var containers = await Task.WhenAll((await listContainers).Select(container => ReadContainerAsync(podUid, container, cancel)));
        return new PodRuntimeState(
            [.. sandboxes.OrderByDescending(sandbox => sandbox.CreatedAt)],
            [.. containers.OfType<ContainerInstance>().OrderByDescending(container => container.CreatedAt)]);
    }

    private async Task<SandboxInstance> ReadSandboxAsync(Cri.PodSandbox sandbox, CancellationToken cancel)
    {
        var ready = sandbox.State == Cri.PodSandboxState.SandboxReady;
        return new SandboxInstance
        {
            Id = sandbox.Id,
            Ready = ready,
            Attempt = sandbox.Metadata.Attempt,
            CreatedAt = Time(sandbox.CreatedAt),
            Ips = ready ? await ReadIpsAsync(sandbox.Id, cancel) : [],
        };
    }

    private async Task<IReadOnlyList<string>> ReadIpsAsync(string sandboxId, CancellationToken cancel)
    {
        try
        {
            var network = (await runtime.SandboxStatusAsync(sandboxId, cancel)).Network;
            return network is { Ip.Length: > 0 } ? [network.Ip, .. network.AdditionalIps.Select(ip => ip.Ip)] : [];
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            return []; // removed since the list
        }
    }

    // Null when it was removed since the list.
    private async Task<ContainerInstance?> ReadContainerAsync(string podUid, Cri.Container listed, CancellationToken cancel)
    {
        try
        {
            var status = await runtime.ContainerStatusAsync(listed.Id, cancel);
            var instance = Convert(listed, status);
            return instance.State == InstanceState.Exited ? instance with { Message = MessageOf(podUid, instance, status) } : instance;
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            return null;
        }
    }

    private static ContainerInstance Convert(Cri.Container listed, Cri.ContainerStatus status) => new()
    {
        Id = status.Id,
        Name = status.Labels.TryGetValue(RuntimeIdentity.ContainerName, out var name) ? name : status.Metadata.Name,
        SandboxId = listed.PodSandboxId,
        State = status.State switch
        {
            Cri.ContainerState.ContainerRunning => InstanceState.Running,
            Cri.ContainerState.ContainerExited => InstanceState.Exited,
            Cri.ContainerState.ContainerCreated => InstanceState.Created,
            _ => InstanceState.Unknown,
        },
        CreatedAt = Time(status.CreatedAt),
        StartedAt = Time(status.StartedAt),
        FinishedAt = Time(status.FinishedAt),
        ExitCode = status.ExitCode,
        Reason = status.Reason,
        RestartCount = (int)status.Metadata.Attempt,
        Hash = status.Annotations.TryGetValue(RuntimeIdentity.ContainerHash, out var hash) ? hash : "",
        Image = status.Image?.Image ?? "",
        ImageId = status.ImageRef,
        LogPath = status.LogPath,
    };

    private string MessageOf(string podUid, ContainerInstance instance, Cri.ContainerStatus status)
    {
        var fallBack = instance.ExitCode != 0
            && status.Annotations.TryGetValue(RuntimeIdentity.TerminationMessagePolicy, out var policy) && policy == "FallbackToLogsOnError";
        var said = TerminationMessage.Read(
            TerminationMessage.FileOf(paths, podUid, instance.Name, instance.RestartCount), instance.LogPath, fallBack);
        return said.Length > 0 ? said : status.Message;
    }

    private static DateTimeOffset Time(long unixNanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(unixNanoseconds / TimeSpan.NanosecondsPerTick);
}
