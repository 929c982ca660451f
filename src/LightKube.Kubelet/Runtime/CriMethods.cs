using Google.Protobuf;
using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Runtime.Cri;

namespace LightKube.Kubelet.Runtime;

/// <summary>The methods of the two CRI services that the kubelet calls.</summary>
internal static class CriMethods
{
    internal static readonly GrpcMethod<VersionRequest, VersionResponse> Version =
        Runtime<VersionRequest, VersionResponse>("Version", VersionResponse.Parser);

    internal static readonly GrpcMethod<StatusRequest, StatusResponse> Status =
        Runtime<StatusRequest, StatusResponse>("Status", StatusResponse.Parser);

    internal static readonly GrpcMethod<UpdateRuntimeConfigRequest, UpdateRuntimeConfigResponse> UpdateRuntimeConfig =
        Runtime<UpdateRuntimeConfigRequest, UpdateRuntimeConfigResponse>("UpdateRuntimeConfig", UpdateRuntimeConfigResponse.Parser);

    internal static readonly GrpcMethod<RunPodSandboxRequest, RunPodSandboxResponse> RunPodSandbox =
        Runtime<RunPodSandboxRequest, RunPodSandboxResponse>("RunPodSandbox", RunPodSandboxResponse.Parser);

    internal static readonly GrpcMethod<StopPodSandboxRequest, StopPodSandboxResponse> StopPodSandbox =
        Runtime<StopPodSandboxRequest, StopPodSandboxResponse>("StopPodSandbox", StopPodSandboxResponse.Parser);

    internal static readonly GrpcMethod<RemovePodSandboxRequest, RemovePodSandboxResponse> RemovePodSandbox =
        Runtime<RemovePodSandboxRequest, RemovePodSandboxResponse>("RemovePodSandbox", RemovePodSandboxResponse.Parser);

    internal static readonly GrpcMethod<PodSandboxStatusRequest, PodSandboxStatusResponse> PodSandboxStatus =
        Runtime<PodSandboxStatusRequest, PodSandboxStatusResponse>("PodSandboxStatus", PodSandboxStatusResponse.Parser);

    internal static readonly GrpcMethod<ListPodSandboxRequest, ListPodSandboxResponse> ListPodSandbox =
        Runtime<ListPodSandboxRequest, ListPodSandboxResponse>("ListPodSandbox", ListPodSandboxResponse.Parser);

    internal static readonly GrpcMethod<CreateContainerRequest, CreateContainerResponse> CreateContainer =
        Runtime<CreateContainerRequest, CreateContainerResponse>("CreateContainer", CreateContainerResponse.Parser);

    internal static readonly GrpcMethod<StartContainerRequest, StartContainerResponse> StartContainer =
        Runtime<StartContainerRequest, StartContainerResponse>("StartContainer", StartContainerResponse.Parser);

    internal static readonly GrpcMethod<StopContainerRequest, StopContainerResponse> StopContainer =
        Runtime<StopContainerRequest, StopContainerResponse>("StopContainer", StopContainerResponse.Parser);

    internal static readonly GrpcMethod<RemoveContainerRequest, RemoveContainerResponse> RemoveContainer =
        Runtime<RemoveContainerRequest, RemoveContainerResponse>("RemoveContainer", RemoveContainerResponse.Parser);

    internal static readonly GrpcMethod<ListContainersRequest, ListContainersResponse> ListContainers =
        Runtime<ListContainersRequest, ListContainersResponse>("ListContainers", ListContainersResponse.Parser);

    internal static readonly GrpcMethod<ContainerStatusRequest, ContainerStatusResponse> ContainerStatus =
        Runtime<ContainerStatusRequest, ContainerStatusResponse>("ContainerStatus", ContainerStatusResponse.Parser);

    internal static readonly GrpcMethod<ReopenContainerLogRequest, ReopenContainerLogResponse> ReopenContainerLog =
        Runtime<ReopenContainerLogRequest, ReopenContainerLogResponse>("ReopenContainerLog", ReopenContainerLogResponse.Parser);

    internal static readonly GrpcMethod<ExecSyncRequest, ExecSyncResponse> ExecSync =
        Runtime<ExecSyncRequest, ExecSyncResponse>("ExecSync", ExecSyncResponse.Parser);

    internal static readonly GrpcMethod<ExecRequest, ExecResponse> Exec =
        Runtime<ExecRequest, ExecResponse>("Exec", ExecResponse.Parser);

    internal static readonly GrpcMethod<AttachRequest, AttachResponse> Attach =
        Runtime<AttachRequest, AttachResponse>("Attach", AttachResponse.Parser);

    internal static readonly GrpcMethod<PortForwardRequest, PortForwardResponse> PortForward =
        Runtime<PortForwardRequest, PortForwardResponse>("PortForward", PortForwardResponse.Parser);

    internal static readonly GrpcMethod<ListContainerStatsRequest, ListContainerStatsResponse> ListContainerStats =
        Runtime<ListContainerStatsRequest, ListContainerStatsResponse>("ListContainerStats", ListContainerStatsResponse.Parser);

    internal static readonly GrpcMethod<GetEventsRequest, ContainerEventResponse> GetContainerEvents =
        Runtime<GetEventsRequest, ContainerEventResponse>("GetContainerEvents", ContainerEventResponse.Parser);

    internal static readonly GrpcMethod<ListImagesRequest, ListImagesResponse> ListImages =
        Image<ListImagesRequest, ListImagesResponse>("ListImages", ListImagesResponse.Parser);

    internal static readonly GrpcMethod<ImageStatusRequest, ImageStatusResponse> ImageStatus =
        Image<ImageStatusRequest, ImageStatusResponse>("ImageStatus", ImageStatusResponse.Parser);

    internal static readonly GrpcMethod<PullImageRequest, PullImageResponse> PullImage =
        Image<PullImageRequest, PullImageResponse>("PullImage", PullImageResponse.Parser);

    internal static readonly GrpcMethod<RemoveImageRequest, RemoveImageResponse> RemoveImage =
        Image<RemoveImageRequest, RemoveImageResponse>("RemoveImage", RemoveImageResponse.Parser);

    internal static readonly GrpcMethod<ImageFsInfoRequest, ImageFsInfoResponse> ImageFsInfo =
        Image<ImageFsInfoRequest, ImageFsInfoResponse>("ImageFsInfo", ImageFsInfoResponse.Parser);

    private static GrpcMethod<TRequest, TResponse> Runtime<TRequest, TResponse>(string name, MessageParser<TResponse> parser)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> => new("/runtime.v1.RuntimeService/" + name, parser);

    private static GrpcMethod<TRequest, TResponse> Image<TRequest, TResponse>(string name, MessageParser<TResponse> parser)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse> => new("/runtime.v1.ImageService/" + name, parser);
}
