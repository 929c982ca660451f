using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

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
        foreach (var container in spec.InitContainers.Concat(spec.Containers))
        {
            ApplyToContainer(container, spec.HostNetwork);
        }

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
        foreach (var container in spec.InitContainers.Concat(spec.Containers))
        {
            foreach (var (name, _) in container.Resources.Limits)
            {
                if (!container.Resources.Requests.ContainsKey(name))
                {
                    container.Resources.Map.GetOrAddMap("requests").Set(name, container.Resources.Limits.Peek()![name]);
                }
            }
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
