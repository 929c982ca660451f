namespace LightKube.Kubelet.Runtime;

/// <summary>
/// A container runtime as the kubelet sees it: CRI v1, one method a verb. Failures are
/// <see cref="Foundation.Grpc.GrpcException"/> with the runtime's own code and words.
/// </summary>
internal interface IContainerRuntime
{
    Task<Cri.VersionResponse> VersionAsync(CancellationToken cancel);

    Task<Cri.StatusResponse> StatusAsync(CancellationToken cancel);

    /// <summary>Tells the runtime the node's pod CIDR; runtimes that configure no network ignore it.</summary>
    Task UpdatePodCidrAsync(string podCidr, CancellationToken cancel);

    /// <returns>The sandbox's id.</returns>
    Task<string> RunSandboxAsync(Cri.PodSandboxConfig config, string runtimeHandler, CancellationToken cancel);

    /// <summary>Kills what runs in the sandbox and frees its network. Succeeds when it is stopped or gone already.</summary>
    Task StopSandboxAsync(string sandboxId, CancellationToken cancel);

    /// <summary>Removes the sandbox and its containers. Succeeds when it is gone already.</summary>
    Task RemoveSandboxAsync(string sandboxId, CancellationToken cancel);

    Task<Cri.PodSandboxStatus> SandboxStatusAsync(string sandboxId, CancellationToken cancel);

    Task<IReadOnlyList<Cri.PodSandbox>> ListSandboxesAsync(Cri.PodSandboxFilter? filter, CancellationToken cancel);

    /// <returns>The container's id.</returns>
    Task<string> CreateContainerAsync(
        string sandboxId, Cri.ContainerConfig config, Cri.PodSandboxConfig sandboxConfig, CancellationToken cancel);

    Task StartContainerAsync(string containerId, CancellationToken cancel);

    /// <summary>Sends the stop signal, waits <paramref name="grace"/>, then kills.</summary>
    Task StopContainerAsync(string containerId, TimeSpan grace, CancellationToken cancel);

    Task RemoveContainerAsync(string containerId, CancellationToken cancel);

    Task<IReadOnlyList<Cri.Container>> ListContainersAsync(Cri.ContainerFilter? filter, CancellationToken cancel);

    Task<Cri.ContainerStatus> ContainerStatusAsync(string containerId, CancellationToken cancel);

    /// <summary>Makes the runtime write to a new log file after the kubelet moved the old one away.</summary>
    Task ReopenLogAsync(string containerId, CancellationToken cancel);

    Task<Cri.ExecSyncResponse> ExecSyncAsync(
        string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancel);

    /// <returns>The URL of the runtime's streaming server at which the session waits.</returns>
    Task<string> ExecAsync(Cri.ExecRequest request, CancellationToken cancel);

    /// <inheritdoc cref="ExecAsync"/>
    Task<string> AttachAsync(Cri.AttachRequest request, CancellationToken cancel);

    /// <inheritdoc cref="ExecAsync"/>
    Task<string> PortForwardAsync(Cri.PortForwardRequest request, CancellationToken cancel);

    Task<IReadOnlyList<Cri.ContainerStats>> ListContainerStatsAsync(CancellationToken cancel);

    Task<IReadOnlyList<Cri.Image>> ListImagesAsync(CancellationToken cancel);

    /// <returns>Null when the runtime does not have the image.</returns>
    Task<Cri.Image?> ImageStatusAsync(string image, CancellationToken cancel);

    /// <returns>The reference under which the image can be found afterwards.</returns>
    Task<string> PullImageAsync(Cri.PullImageRequest request, CancellationToken cancel);

    Task RemoveImageAsync(string image, CancellationToken cancel);

    Task<Cri.ImageFsInfoResponse> ImageFilesystemAsync(CancellationToken cancel);
}
