using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Events;

/// <summary>Tells the user, by Event objects, what happens to a pod or the node. Never fails and never waits.</summary>
internal interface IEventRecorder
{
    /// <param name="pod">What it is about.</param>
    /// <param name="container">The container that it is about, if only one.</param>
    /// <param name="warning">Something to look at, rather than to know.</param>
    /// <param name="reason">One of <see cref="EventReasons"/>.</param>
    /// <param name="message">For a person.</param>
    void Record(Pod pod, string? container, bool warning, string reason, string message);
}
