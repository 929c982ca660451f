using LightKube.Api.Core.V1;

namespace LightKube.Api.Defaulting;

/// <summary>A node that does not say what it can give to pods gives all that it has.</summary>
internal static class NodeDefaults
{
    public static void Apply(Node node)
    {
        if (!node.Status.Allocatable.IsPresent && node.Status.Capacity.Peek() is { Count: > 0 } capacity)
        {
            node.Status.Map.Set("allocatable", capacity.DeepClone());
        }
    }
}
