using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>The rules about the containers of a pod.</summary>
internal static class ContainerRules
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];

    public static void Validate(PodSpec spec, IReadOnlySet<string> volumes, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var hostPorts = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            var at = path.Child("initContainers", i);
            var container = spec.InitContainers[i];
            One(container, names, volumes, at, errors);
            if (container.RestartPolicy != "Always")
            {
                ForbidInInit(container, at, errors);
            }
        }

        for (var i = 0; i < spec.Containers.Count; i++)
        {
            var at = path.Child("containers", i);
            One(spec.Containers[i], names, volumes, at, errors);
            HostPorts(spec.Containers[i], spec.HostNetwork, hostPorts, at.Child("ports"), errors);
        }

        for (var i = 0; i < spec.EphemeralContainers.Count; i++)
        {
            var container = spec.EphemeralContainers[i];
            Name(container.Name, names, path.Child("ephemeralContainers", i), errors);
            Image(container.Image, path.Child("ephemeralContainers", i), errors);
        }
    }

    private static void One(Container container, HashSet<string> names, IReadOnlySet<string> volumes, FieldPath path, FieldErrors errors)
    {
        Name(container.Name, names, path, errors);
        Image(container.Image, path, errors);
        Ports(container, path.Child("ports"), errors);
        EnvironmentRules.Validate(container, path, errors);
        Mounts(container, volumes, path, errors);
        ResourceRules.Validate(container.Resources, path.Child("resources"), errors);
        ProbeRules.Validate(container, path, errors);
        if (container.RestartPolicy is { Length: > 0 } policy && !RestartPolicies.Contains(policy))
        {
            errors.NotSupported(path.Child("restartPolicy"), policy, RestartPolicies);
        }
    }

    private static void Name(string name, HashSet<string> names, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }
        else if (ValueRules.DnsLabel(name) is { } problem)
        {
            errors.Invalid(path.Child("name"), name, problem);
        }
        else if (!names.Add(name))
        {
            errors.Duplicate(path.Child("name"), name);
        }
    }

    private static void Image(string image, FieldPath path, FieldErrors errors)
    {
        if (image.Length == 0)
        {
            errors.Required(path.Child("image"));
        }
        else if (char.IsWhiteSpace(image[0]) || char.IsWhiteSpace(image[^1]))
        {
            errors.Invalid(path.Child("image"), image, "must not have leading or trailing whitespace");
        }
    }

    private static void ForbidInInit(Container container, FieldPath path, FieldErrors errors)
    {
        foreach (var (view, name) in new (View, string)[]
        {
            (container.Lifecycle, "lifecycle"), (container.LivenessProbe, "livenessProbe"),
            (container.ReadinessProbe, "readinessProbe"), (container.StartupProbe, "startupProbe"),
        })
        {
            if (view.IsPresent)
            {
                errors.Forbidden(path.Child(name), "may not be set for init containers without restartPolicy=Always");
            }
        }
    }

    private static void Ports(Container container, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < container.Ports.Count; i++)
        {
            var port = container.Ports[i];
            var at = path.Index(i);
            if (port.Name.Length > 0)
            {
                foreach (var problem in ValueRules.PortName(port.Name))
                {
                    errors.Invalid(at.Child("name"), port.Name, problem);
                }

                if (!names.Add(port.Name))
                {
                    errors.Duplicate(at.Child("name"), port.Name);
                }
            }

            if (port.ContainerPortValue == 0)
            {
                errors.Required(at.Child("containerPort"));
            }
            else if (ValueRules.PortNumber(port.ContainerPortValue) is { } problem)
            {
                errors.Invalid(at.Child("containerPort"), port.ContainerPortValue, problem);
            }

            if (port.HostPort != 0 && ValueRules.PortNumber(port.HostPort) is { } hostProblem)
            {
                errors.Invalid(at.Child("hostPort"), port.HostPort, hostProblem);
            }
        }
    }

    private static void HostPorts(Container container, bool hostNetwork, HashSet<string> taken, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < container.Ports.Count; i++)
        {
            var port = container.Ports[i];
            if (hostNetwork && port.HostPort != port.ContainerPortValue)
            {
                errors.Invalid(path.Index(i).Child("containerPort"), port.ContainerPortValue, "must match `hostPort` when `hostNetwork` is true");
            }

            var key = $"{port.Protocol}/{port.HostIP}/{port.HostPort}";
            if (port.HostPort != 0 && !taken.Add(key))
            {
                errors.Duplicate(path.Index(i).Child("hostPort"), key);
            }
        }
    }

    private static void Mounts(Container container, IReadOnlySet<string> volumes, FieldPath path, FieldErrors errors)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < container.VolumeMounts.Count; i++)
        {
            var mount = container.VolumeMounts[i];
            var at = path.Child("volumeMounts", i);
            if (mount.Name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }
            else if (!volumes.Contains(mount.Name))
            {
                errors.NotFound(at.Child("name"), mount.Name);
            }

            if (mount.MountPath.Length == 0)
            {
                errors.Required(at.Child("mountPath"));
            }
            else if (!paths.Add(mount.MountPath))
            {
                errors.Invalid(at.Child("mountPath"), mount.MountPath, "must be unique");
            }

            if (mount.SubPath.Length > 0)
            {
                VolumeRules.FilePath(mount.SubPath, at.Child("subPath"), errors);
            }
        }

        for (var i = 0; i < container.VolumeDevices.Count; i++)
        {
            if (!volumes.Contains(container.VolumeDevices[i].Name))
            {
                errors.NotFound(path.Child("volumeDevices", i).Child("name"), container.VolumeDevices[i].Name);
            }
        }
    }
}
