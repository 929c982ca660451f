using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>Defaults of a pod's spec that depend on other fields, for pods and for templates.</summary>
internal static class PodSpecDefaults
{
    /// <summary>0644, for files from objects.</summary>
    private const int FileMode = 420;

    public static void Apply(PodSpec spec)
    {
        // One field under two names; old clients read the old one.
        if (spec.ServiceAccountName.Length == 0 && spec.ServiceAccount.Length > 0)
        {
            spec.ServiceAccountName = spec.ServiceAccount;
        }

        spec.ServiceAccount = spec.ServiceAccountName;
        ApplyToContainers(spec.InitContainers, spec.HostNetwork);
        ApplyToContainers(spec.Containers, spec.HostNetwork);

        foreach (var container in spec.EphemeralContainers)
        {
            if (container.ImagePullPolicy.Length == 0)
            {
                container.ImagePullPolicy = ImageName.DefaultPullPolicy(container.Image);
            }
        }

        foreach (var volume in spec.Volumes)
        {
            ApplyToVolume(volume);
        }
    }

    /// <summary>What only a pod gets, not a template.</summary>
    public static void ApplyToPod(PodSpec spec)
    {
        spec.EnableServiceLinks ??= true;
        FillRequests(spec.InitContainers);
        FillRequests(spec.Containers);
    }

    private static void FillRequests(ListView<Container> containers)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            var resources = containers[i].Resources;
            if (resources.Limits.Peek() is not { } limits)
            {
                continue;
            }

            foreach (ref readonly var limit in limits.Entries)
            {
                if (!resources.Requests.ContainsKey(limit.Key))
                {
                    resources.Map.GetOrAddMap("requests").Set(limit.Key, limit.Value);
                }
            }
        }
    }

    private static void ApplyToContainers(ListView<Container> containers, bool hostNetwork)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            ApplyToContainer(containers[i], hostNetwork);
        }
    }

    private static void ApplyToContainer(Container container, bool hostNetwork)
    {
        if (container.ImagePullPolicy.Length == 0)
        {
            container.ImagePullPolicy = ImageName.DefaultPullPolicy(container.Image);
        }

        if (hostNetwork)
        {
            foreach (var port in container.Ports)
            {
                if (port.HostPort == 0)
                {
                    port.HostPort = port.ContainerPortValue;
                }
            }
        }
    }

    private static void ApplyToVolume(Volume volume)
    {
        if (volume.Peek() is not { } map)
        {
            return;
        }

        if (map.Count <= 1)
        {
            map.Set("emptyDir", new DocMap());
        }

        SetMode(map.GetMap("secret"));
        SetMode(map.GetMap("configMap"));
        SetMode(map.GetMap("downwardAPI"));
        SetMode(map.GetMap("projected"));
    }

    private static void SetMode(DocMap? source)
    {
        if (source is not null && source["defaultMode"].IsAbsentOrNull)
        {
            source.Set("defaultMode", FileMode);
        }
    }
}
