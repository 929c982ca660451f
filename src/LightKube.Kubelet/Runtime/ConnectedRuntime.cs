using LightKube.Foundation.Grpc;
using LightKube.Kubelet.Runtime.Containerd;

namespace LightKube.Kubelet.Runtime;

/// <summary>A runtime that answered, and the channel it answers on.</summary>
internal sealed class ConnectedRuntime(GrpcChannel channel, Cri.VersionResponse version) : IDisposable
{
    internal GrpcEndpoint Endpoint => channel.Endpoint;

    internal IContainerRuntime Runtime { get; } = new CriRuntime(channel);

    /// <summary><c>containerd</c>, <c>cri-o</c>.</summary>
    internal string Name => version.RuntimeName;

    /// <summary>As node status shows it: <c>containerd://1.6.20</c>.</summary>
    internal string VersionUri => $"{version.RuntimeName}://{version.RuntimeVersion.TrimStart('v')}";

    /// <summary>containerd's native stream is the same in all versions, so it is preferred where there is one.</summary>
    internal IContainerExitSource Exits { get; } =
        version.RuntimeName == "containerd" ? new ContainerdExitSource(channel) : new CriExitSource(channel);

    public void Dispose() => channel.Dispose();
}
