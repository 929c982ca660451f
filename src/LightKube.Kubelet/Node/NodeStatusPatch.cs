using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.Kubelet.Node;

/// <summary>Tells whether a node's status says anything new.</summary>
internal static class NodeStatusPatch
{
    /// <summary>Whether anything but the heartbeats differs.</summary>
    internal static bool IsNews(NodeStatus known, NodeStatus now)
    {
        foreach (var (key, value) in now.Map.Entries)
        {
            if (key == "conditions")
                continue;
            if (known.Peek() is not { } before || !before[key].Equals(value))
                return true;
        }
        return now.Conditions.Any(condition => !Same(known.Conditions.Find(before => before.Type == condition.Type), condition));
    }

    /// <summary>The patch: conditions of others stay; addresses and images become what they are now.</summary>
    internal static DocMap Of(NodeStatus known, NodeStatus status)
    {
        var body = status.Map.DeepClone();
        if (body.GetList("addresses") is { } addresses && known.Addresses.IsPresent && !known.Map["addresses"].Equals(addresses))
        {
            var replace = new DocMap();
            replace.Set("$patch", "replace");
            addresses.Insert(0, replace);
        }
        var patch = new DocMap();
        patch.Set("status", body);
        return patch;
    }

    private static bool Same(NodeCondition? before, NodeCondition now) =>
        before is not null && before.Status == now.Status && before.Reason == now.Reason && before.Message == now.Message;
}
