using System.Runtime.CompilerServices;
using LightKube.Foundation.Grpc;

namespace LightKube.Kubelet.Runtime;

/// <summary>CRI's own event stream, in containerd from 1.7 on and in CRI-O.</summary>
internal sealed class CriExitSource(GrpcChannel channel) : IContainerExitSource
{
    public async IAsyncEnumerable<string> ExitsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var e in channel.StreamAsync(CriMethods.GetContainerEvents, new Cri.GetEventsRequest(), cancel))
        {
            if (e.ContainerEventType == Cri.ContainerEventType.ContainerStoppedEvent)
                yield return e.ContainerId;
        }
    }
}
