using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Api.Views;

namespace LightKube.Api.Pods;

/// <summary>What a whole pod asks for: its containers together, or the largest of what runs before them, and its overhead.</summary>
public static class PodAmounts
{
    public static Dictionary<string, Quantity> Requests(PodSpec spec) => Of(spec, resources => resources.Requests);

    public static Dictionary<string, Quantity> Limits(PodSpec spec) => Of(spec, resources => resources.Limits);

    public static Dictionary<string, Quantity> Of(QuantityMap map)
    {
        var amounts = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, _) in map)
        {
            if (map[name] is { } quantity)
            {
                amounts[name] = quantity;
            }
        }

        return amounts;
    }

    private static Dictionary<string, Quantity> Of(PodSpec spec, Func<ResourceRequirements, QuantityMap> pick)
    {
        var running = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec.Containers)
        {
            Add(running, Of(pick(container.Resources)));
        }

        // A sidecar goes on running beside whatever comes after it.
        var sidecars = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var before = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec.InitContainers)
        {
            var own = Of(pick(container.Resources));
            if (container.RestartPolicy == "Always")
            {
                Add(running, own);
                Add(sidecars, own);
                Raise(before, sidecars);
            }
            else
            {
                Add(own, sidecars);
                Raise(before, own);
            }
        }

        Raise(running, before);
        if (pick(spec.Resources) is { Count: > 0 } ofPod)
        {
            foreach (var (name, quantity) in Of(ofPod))
            {
                running[name] = quantity;
            }
        }

        foreach (var (name, quantity) in Of(spec.Overhead))
        {
            if (running.TryGetValue(name, out var amount))
            {
                running[name] = amount + quantity;
            }
        }

        return running;
    }

    public static void Add(Dictionary<string, Quantity> sum, Dictionary<string, Quantity> amounts)
    {
        foreach (var (name, quantity) in amounts)
        {
            sum[name] = sum.TryGetValue(name, out var before) ? before + quantity : quantity;
        }
    }

    private static void Raise(Dictionary<string, Quantity> most, Dictionary<string, Quantity> amounts)
    {
        foreach (var (name, quantity) in amounts)
        {
            if (!most.TryGetValue(name, out var before) || before < quantity)
            {
                most[name] = quantity;
            }
        }
    }
}
