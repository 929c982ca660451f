namespace LightKube.Kubelet.Runtime;

/// <summary>Tells which containers and sandboxes end. A hint to look, never the state itself; starts are the kubelet's own doing.</summary>
internal interface IContainerExitSource
{
    /// <summary>
    /// The ids of what ends from about now on: a server need not confirm a subscription, so the caller looks once more a moment later.
    /// Ends, or throws a <see cref="Foundation.Grpc.GrpcException"/>, when the connection is lost.
    /// </summary>
    IAsyncEnumerable<string> ExitsAsync(CancellationToken cancel);
}
