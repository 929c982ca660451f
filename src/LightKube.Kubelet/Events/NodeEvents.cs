using LightKube.Api.Core.V1;
using LightKube.Client.Events;

namespace LightKube.Kubelet.Events;

/// <summary>Events in the name of this node's kubelet.</summary>
internal sealed class NodeEvents(EventRecorder recorder, string nodeName) : IEventRecorder
{
    private readonly ObjectEvents _events = recorder.For(new EventReporter("kubelet", nodeName));

    public void Record(Pod pod, string? container, bool warning, string reason, string message)
    {
        var about = ObjectEvents.ReferenceTo(pod);
        if (container is not null)
        {
            var list = pod.Spec.InitContainers.Any(candidate => candidate.Name == container) ? "initContainers" : "containers";
            about.FieldPath = $"spec.{list}{{{container}}}";
        }
        _events.Record(about, warning ? EventType.Warning : EventType.Normal, reason, message);
    }

    /// <summary>Something about the node itself, which events know by its name for a uid.</summary>
    internal void RecordNode(string reason, string message) =>
        _events.Record(new ObjectReference { Kind = "Node", Name = nodeName, Uid = nodeName }, EventType.Normal, reason, message);
}
