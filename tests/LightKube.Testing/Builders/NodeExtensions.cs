using LightKube.Api.Core.V1;

namespace LightKube.Testing.Builders;

/// <summary>What can be said of a node.</summary>
public static class NodeExtensions
{
    public static Node Condition(this Node node, string type, string status)
    {
        var condition = node.Status.Conditions.Find(found => found.Type == type) ?? node.Status.Conditions.AddNew();
        condition.Type = type;
        condition.Status = status;
        condition.LastHeartbeatTime = Time.FakeTimeProvider.Begin;
        return node;
    }
}
