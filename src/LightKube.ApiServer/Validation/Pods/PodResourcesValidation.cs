using LightKube.Api.Quantities;
using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Containers;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>What a pod asks for as a whole, against what its containers ask for.</summary>
internal static class PodResourcesValidation
{
    public static void Validate(Field spec)
    {
        var resources = spec["resources"];
        if (!resources.IsSet)
        {
            return;
        }

        if (resources["claims"].IsSet)
        {
            resources["claims"].Forbidden("claims cannot be set for Resources at pod-level");
        }

        ResourceValidation.OfPod(resources, new NamedItems(spec["resourceClaims"]));
        Requests(spec, resources["requests"]);
        Limits(spec, resources);
    }

    private static void Requests(Field spec, Field requests)
    {
        foreach (var name in NamesOf(spec))
        {
            var asked = Aggregate(spec, name);
            var given = requests.Entry(name).Quantity ?? Quantity.Zero;
            if (asked > given)
            {
                requests.Entry(name).Invalid(given.ToString(), $"must be greater than or equal to aggregate container requests of {asked}");
            }
        }
    }

    private static void Limits(Field spec, Field resources)
    {
        var containers = spec["containers"];
        for (var i = 0; i < containers.Count; i++)
        {
            foreach (ref readonly var entry in containers[i]["resources"]["limits"].Entries)
            {
                if (resources["limits"].Entry(entry.Key).Quantity is { } most
                    && containers[i]["resources"]["limits"].Entry(entry.Key).Quantity is { } limit && limit > most)
                {
                    resources.Named("containers")[i].Entry(entry.Key).Named("limits").Invalid(limit.ToString(), $"must be less than or equal to pod limits of {most}");
                }
            }
        }
    }

    private static HashSet<string> NamesOf(Field spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            for (var i = 0; i < spec[list].Count; i++)
            {
                foreach (ref readonly var entry in spec[list][i]["resources"]["requests"].Entries)
                {
                    names.Add(entry.Key);
                }
            }
        }

        return names;
    }

    // Sidecars run beside everything after them; an init container runs with the sidecars before it alone.
    private static Quantity Aggregate(Field spec, string name)
    {
        var (regular, sidecars, peak) = (Quantity.Zero, Quantity.Zero, Quantity.Zero);
        for (var i = 0; i < spec["containers"].Count; i++)
        {
            regular += Request(spec["containers"][i], name);
        }

        var init = spec["initContainers"];
        for (var i = 0; i < init.Count; i++)
        {
            var request = Request(init[i], name);
            var now = sidecars + request;
            if (init[i]["restartPolicy"].Text == "Always")
            {
                sidecars = now;
            }

            peak = now > peak ? now : peak;
        }

        var all = regular + sidecars;
        return peak > all ? peak : all;
    }

    private static Quantity Request(Field container, string name) => container["resources"]["requests"].Entry(name).Quantity ?? Quantity.Zero;
}
