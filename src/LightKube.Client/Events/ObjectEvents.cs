using LightKube.Api.Core.V1;
using LightKube.Api.Views;

namespace LightKube.Client.Events;

/// <summary>Records events in the name of one reporter. Never waits, never fails.</summary>
public sealed class ObjectEvents(EventRecorder recorder, EventReporter reporter)
{
    /// <summary>Something went as it should.</summary>
    public void Normal(KubeObject about, string reason, string message) => Record(ReferenceTo(about), EventType.Normal, reason, message);

    /// <summary>Something did not.</summary>
    public void Warning(KubeObject about, string reason, string message) => Record(ReferenceTo(about), EventType.Warning, reason, message);

    /// <param name="about">The object, with a fieldPath when only a part of it is meant (<c>spec.containers{web}</c>).</param>
    /// <param name="type">Whether it is as it should be.</param>
    /// <param name="reason">For machines, one word in CamelCase: <c>FailedScheduling</c>.</param>
    /// <param name="message">For people.</param>
    public void Record(ObjectReference about, EventType type, string reason, string message) =>
        recorder.Enqueue(reporter, about, type, reason, message);

    public static ObjectReference ReferenceTo(KubeObject about) => new()
    {
        ApiVersion = about.ApiVersion,
        Kind = about.Kind,
        Namespace = about.Namespace,
        Name = about.Name,
        Uid = about.Metadata.Uid,
        ResourceVersion = about.Metadata.ResourceVersion,
    };
}
