using LightKube.Api.Core.V1;
using LightKube.Client;
using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Queues;

namespace LightKube.Scheduler.Bindings;

/// <summary>What became of a binding.</summary>
/// <param name="Queued">The pod.</param>
/// <param name="Node">The node chosen for it.</param>
/// <param name="Error">Null when the API has taken it.</param>
internal sealed record BindingOutcome(QueuedPod Queued, string Node, Exception? Error);

/// <summary>Tells the API which node a pod has got.</summary>
internal sealed class Binder(IClient client)
{
    /// <summary>Never fails, save by cancellation: what went wrong is in the outcome, for the loop decides what follows.</summary>
    public async Task<BindingOutcome> BindAsync(QueuedPod queued, string node, CancellationToken cancel)
    {
        await queued.ConditionWrite;
        var pod = queued.Pod;
        var binding = new Binding();
        binding.Metadata.Namespace = pod.Key.Namespace;
        binding.Metadata.Name = pod.Key.Name;
        binding.Metadata.Uid = pod.Uid;
        binding.Target.Kind = "Node";
        binding.Target.Name = node;
        try
        {
            await client.PostAsync(Pod.Schema, pod.Key, "binding", binding.Map, cancel);
            return new BindingOutcome(queued, node, null);
        }
        catch (Exception error) when (!cancel.IsCancellationRequested)
        {
            // The outermost edge of a binding: whatever it is, the loop logs it and places the pod again.
            return new BindingOutcome(queued, node, error);
        }
    }
}
