using LightKube.Foundation.Grpc;

namespace LightKube.Kubelet.Runtime;

/// <summary>The runtime behind a CRI socket.</summary>
internal sealed class CriRuntime(GrpcChannel channel) : IContainerRuntime
{
    // An image may be large and its registry slow; the runtime itself gives up on a pull that makes no progress.
    private static readonly GrpcCallOptions Unbounded = new() { Deadline = Timeout.InfiniteTimeSpan };

    // Set-up of a sandbox runs network plug-ins of others: twice the usual two minutes, as kubelets give it.
    private static readonly GrpcCallOptions SandboxDeadline = new() { Deadline = TimeSpan.FromMinutes(4) };

    // What a stop may take beyond the grace that it was asked for.
    private static readonly TimeSpan StopMargin = TimeSpan.FromMinutes(2);

    public Task<Cri.VersionResponse> VersionAsync(CancellationToken cancel) =>
        channel.CallAsync(CriMethods.Version, new Cri.VersionRequest { Version = "v1" }, cancel);

    public Task<Cri.StatusResponse> StatusAsync(CancellationToken cancel) =>
        channel.CallAsync(CriMethods.Status, new Cri.StatusRequest(), cancel);

    public Task UpdatePodCidrAsync(string podCidr, CancellationToken cancel) =>
        channel.CallAsync(CriMethods.UpdateRuntimeConfig,
            new Cri.UpdateRuntimeConfigRequest
            {
                RuntimeConfig = new Cri.RuntimeConfig { NetworkConfig = new Cri.NetworkConfig { PodCidr = podCidr } },
            },
            cancel);

    public async Task<string> RunSandboxAsync(Cri.PodSandboxConfig config, string runtimeHandler, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.RunPodSandbox,
            new Cri.RunPodSandboxRequest { Config = config, RuntimeHandler = runtimeHandler }, cancel, SandboxDeadline)).PodSandboxId;

    public Task StopSandboxAsync(string sandboxId, CancellationToken cancel) =>
        channel.CallAsync(CriMethods.StopPodSandbox, new Cri.StopPodSandboxRequest { PodSandboxId = sandboxId }, cancel);

    public Task RemoveSandboxAsync(string sandboxId, CancellationToken cancel) =>
        channel.CallAsync(CriMethods.RemovePodSandbox, new Cri.RemovePodSandboxRequest { PodSandboxId = sandboxId }, cancel);

    public async Task<Cri.PodSandboxStatus> SandboxStatusAsync(string sandboxId, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.PodSandboxStatus, new Cri.PodSandboxStatusRequest { PodSandboxId = sandboxId }, cancel)).Status;

    public async Task<IReadOnlyList<Cri.PodSandbox>> ListSandboxesAsync(Cri.PodSandboxFilter? filter, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.ListPodSandbox, new Cri.ListPodSandboxRequest { Filter = filter }, cancel)).Items;

    public async Task<string> CreateContainerAsync(
        string sandboxId, Cri.ContainerConfig config, Cri.PodSandboxConfig sandboxConfig, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.CreateContainer,
            new Cri.CreateContainerRequest { PodSandboxId = sandboxId, Config = config, SandboxConfig = sandboxConfig }, cancel)).ContainerId;

    public Task StartContainerAsync(string containerId, CancellationToken cancel) =>
        channel.CallAsync(CriMethods.StartContainer, new Cri.StartContainerRequest { ContainerId = containerId }, cancel);

    public Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancel) =>
        channel.CallAsync(CriMethods.StopContainer,
            new Cri.StopContainerRequest { ContainerId = containerId, Timeout = (long)Math.Ceiling(grace.TotalSeconds) },
            cancel, new GrpcCallOptions { Deadline = grace + StopMargin });

    public Task RemoveContainerAsync(string containerId, CancellationToken cancel) =>
        channel.CallAsync(CriMethods.RemoveContainer, new Cri.RemoveContainerRequest { ContainerId = containerId }, cancel);

    public async Task<IReadOnlyList<Cri.Container>> ListContainersAsync(Cri.ContainerFilter? filter, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.ListContainers, new Cri.ListContainersRequest { Filter = filter }, cancel)).Containers;

    public async Task<Cri.ContainerStatus> ContainerStatusAsync(string containerId, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.ContainerStatus, new Cri.ContainerStatusRequest { ContainerId = containerId }, cancel)).Status;

    public Task ReopenLogAsync(string containerId, CancellationToken cancel) =>
        channel.CallAsync(CriMethods.ReopenContainerLog, new Cri.ReopenContainerLogRequest { ContainerId = containerId }, cancel);

    public Task<Cri.ExecSyncResponse> ExecSyncAsync(
        string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel)
    {
        var request = new Cri.ExecSyncRequest { ContainerId = containerId, Timeout = (long)Math.Ceiling(timeout.TotalSeconds) };
        request.Cmd.AddRange(command);
        // Zero asks the runtime for no time-out; the call then has none either.
        var deadline = timeout > TimeSpan.Zero ? timeout + StopMargin : Timeout.InfiniteTimeSpan;
        return channel.CallAsync(CriMethods.ExecSync, request, cancel, new GrpcCallOptions { Deadline = deadline });
    }

    public async Task<string> ExecAsync(Cri.ExecRequest request, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.Exec, request, cancel)).Url;

    public async Task<string> AttachAsync(Cri.AttachRequest request, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.Attach, request, cancel)).Url;

    public async Task<string> PortForwardAsync(Cri.PortForwardRequest request, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.PortForward, request, cancel)).Url;

    public async Task<IReadOnlyList<Cri.ContainerStats>> ListContainerStatsAsync(CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.ListContainerStats, new Cri.ListContainerStatsRequest(), cancel)).Stats;

    public async Task<IReadOnlyList<Cri.Image>> ListImagesAsync(CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.ListImages, new Cri.ListImagesRequest(), cancel)).Images;

    public async Task<Cri.Image?> ImageStatusAsync(string image, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.ImageStatus,
            new Cri.ImageStatusRequest { Image = new Cri.ImageSpec { Image = image } }, cancel)).Image;

    public async Task<string> PullImageAsync(Cri.PullImageRequest request, CancellationToken cancel) =>
        (await channel.CallAsync(CriMethods.PullImage, request, cancel, Unbounded)).ImageRef;

    public Task RemoveImageAsync(string image, CancellationToken cancel) =>
        channel.CallAsync(CriMethods.RemoveImage, new Cri.RemoveImageRequest { Image = new Cri.ImageSpec { Image = image } }, cancel);

    public Task<Cri.ImageFsInfoResponse> ImageFilesystemAsync(CancellationToken cancel) =>
        channel.CallAsync(CriMethods.ImageFsInfo, new Cri.ImageFsInfoRequest(), cancel);
}
