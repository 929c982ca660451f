namespace LightKube.Client.Events;

/// <summary>Who reports events.</summary>
/// <param name="Component">As shown in the FROM column: <c>kubelet</c>, <c>default-scheduler</c>, <c>replicaset-controller</c>.</param>
/// <param name="Host">The node's name, for components that run on every node.</param>
public sealed record EventReporter(string Component, string Host = "");

public enum EventType
{
    Normal,
    Warning,
}
