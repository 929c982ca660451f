using System.Runtime.CompilerServices;
using LightKube.Foundation.Grpc;

namespace LightKube.Kubelet.Runtime.Containerd;

/// <summary>containerd's native event stream, which every version has: the exits of tasks in CRI's namespace.</summary>
internal sealed class ContainerdExitSource(GrpcChannel channel) : IContainerExitSource
{
    private const string Filter = "namespace==k8s.io,topic==\"/tasks/exit\"";

    private static readonly GrpcMethod<SubscribeRequest, Envelope> Subscribe =
        new("/containerd.services.events.v1.Events/Subscribe", Envelope.Parser);

    public async IAsyncEnumerable<string> ExitsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        var request = new SubscribeRequest { Filters = { Filter } };
        await foreach (var envelope in channel.StreamAsync(Subscribe, request, cancel))
        {
            var exit = TaskExit.Parser.ParseFrom(envelope.Event.Value);
            // An exec session inside a container has an id of its own.
            if (exit.Id == exit.ContainerId)
                yield return exit.ContainerId;
        }
    }
}
