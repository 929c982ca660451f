using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;

namespace LightKube.Kubelet.Env;

/// <summary>What the node has to give; limits that a container does not set are shown as all of it.</summary>
internal readonly record struct NodeCapacity(Quantity Cpu, Quantity Memory, Quantity EphemeralStorage);

/// <summary>What a container may be told of its resources: the values that <c>resourceFieldRef</c> may name.</summary>
internal static class DownwardResource
{
    /// <exception cref="PodConfigException">No such resource may be named.</exception>
    internal static string Read(Container container, string resource, Quantity? divisor, NodeCapacity node)
    {
        var dot = resource.IndexOf('.', StringComparison.Ordinal);
        var (list, name) = dot < 0 ? ("", resource) : (resource[..dot], resource[(dot + 1)..]);
        var value = list switch
        {
            "limits" => container.Resources.Limits[name] ?? Whole(name, node),
            "requests" => container.Resources.Requests[name] ?? container.Resources.Limits[name] ?? Quantity.Zero,
            _ => throw new PodConfigException($"unsupported container resource: {resource}"),
        };
        return Divide(value, divisor is { IsZero: false } given ? given : Quantity.FromUnits(1)).ToString(CultureInfo.InvariantCulture);
    }

    private static Quantity Whole(string name, NodeCapacity node) => name switch
    {
        "cpu" => node.Cpu,
        "memory" => node.Memory,
        "ephemeral-storage" => node.EphemeralStorage,
        _ => Quantity.Zero,
    };

    // Rounded up, as Kubernetes does; in thousandths, which all allowed divisors and values of CPU have.
    private static long Divide(Quantity value, Quantity divisor)
    {
        Int128 numerator = divisor.Milli % 1000 == 0 && value.Milli == long.MaxValue ? value.Units : value.Milli;
        Int128 denominator = divisor.Milli % 1000 == 0 && value.Milli == long.MaxValue ? divisor.Units : divisor.Milli;
        return (long)((numerator + denominator - 1) / denominator);
    }
}
