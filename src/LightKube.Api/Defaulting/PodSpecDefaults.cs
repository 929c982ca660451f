using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.Api.Defaulting;

/// <summary>What every pod spec gets, be it a Pod's or a template's.</summary>
internal static class PodSpecDefaults
{
    private static readonly string NameField = "name";

    public static void Apply(PodSpec spec)
    {
        if (!spec.IsPresent)
        {
            return;
        }

        PullPolicies(spec.InitContainers);
        PullPolicies(spec.Containers);
        foreach (var container in spec.EphemeralContainers)
        {
            container.ImagePullPolicy = PullPolicy(container.ImagePullPolicy, container.Image);
        }

        foreach (var volume in spec.Volumes)
        {
            Volume(volume);
        }

        MirrorServiceAccount(spec);
    }

    private static void PullPolicies(ListView<Container> containers)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            if (container.ImagePullPolicy.Length == 0)
            {
                container.ImagePullPolicy = PullPolicy("", container.Image);
            }
        }
    }

    /// <summary>Always for <c>:latest</c> or an image without a tag, else IfNotPresent.</summary>
    public static string PullPolicy(string given, string image) =>
        given.Length > 0 ? given : IsLatest(image) ? "Always" : "IfNotPresent";

    private static bool IsLatest(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return false;
        }

        var name = image.AsSpan(image.LastIndexOf('/') + 1);
        var colon = name.IndexOf(':');
        return colon < 0 || name[(colon + 1)..] is "latest";
    }

    private static void Volume(Volume volume)
    {
        if (volume.Peek() is { } map && !HasSource(map))
        {
            map.Set("emptyDir", new DocMap());
        }

        if (volume.Image.IsPresent)
        {
            volume.Image.PullPolicy = PullPolicy(volume.Image.PullPolicy, volume.Image.Reference);
        }
    }

    private static bool HasSource(DocMap volume)
    {
        foreach (ref readonly var entry in volume.Entries)
        {
            if (entry.Key != NameField && !entry.Value.IsNull)
            {
                return true;
            }
        }

        return false;
    }

    // The old name of the field is served beside the new one.
    private static void MirrorServiceAccount(PodSpec spec)
    {
        if (spec.ServiceAccountName.Length == 0)
        {
            spec.ServiceAccountName = spec.ServiceAccount;
        }

        spec.ServiceAccount = spec.ServiceAccountName;
    }
}
