using LightKube.Api.Core.V1;

namespace LightKube.Client.Events;

/// <summary>One thing that happened to an object.</summary>
internal sealed record RecordedEvent(EventReporter Reporter, EventObject About, EventType Type, string Reason, string Message, DateTimeOffset Time)
{
    /// <summary>It stands for several with different messages; its message is that of the last one.</summary>
    public bool IsCombined { get; init; }

    /// <summary>Events that differ in nothing are one event that is counted up.</summary>
    public (EventReporter, EventObject, EventType, string, string) Identity =>
        (Reporter, About, Type, Reason, IsCombined ? "" : Message);

    /// <summary>Events that differ in their message alone are similar.</summary>
    public (EventReporter, EventObject, EventType, string) Similarity => (Reporter, About, Type, Reason);
}

/// <summary>The object of an event, as a value.</summary>
internal sealed record EventObject(string ApiVersion, string Kind, string Namespace, string Name, string Uid, string FieldPath)
{
    public static EventObject Of(ObjectReference reference) =>
        new(reference.ApiVersion, reference.Kind, reference.Namespace, reference.Name, reference.Uid, reference.FieldPath);
}
