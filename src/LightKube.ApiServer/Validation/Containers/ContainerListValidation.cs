using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>The three lists of a pod's containers: what each kind may have, and that names are unique among all.</summary>
internal static class ContainerListValidation
{
    private const string NotInEphemeral = "cannot be set for an Ephemeral Container";

    private static readonly string[] InitFields = ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"];

    private static readonly string[] NotForEphemeral =
    [
        "ports", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle",
    ];

    public static void Validate(Field spec, NamedItems volumes)
    {
        var claims = new NamedItems(spec["resourceClaims"]);
        Regular(spec, volumes, claims);
        Init(spec, volumes, claims);
        Ephemeral(spec, volumes, claims);
    }

    /// <summary>What holds for containers of pods, but not of templates.</summary>
    public static void OnlyForPods(Field containers)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            ImageSpaces(containers[i]["image"]);
        }
    }

    public static void ImageSpaces(Field image)
    {
        if (image.Text is { Length: > 0 } text && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])))
        {
            image.Invalid("must not have leading or trailing whitespace");
        }
    }

    private static void Regular(Field spec, NamedItems volumes, NamedItems claims)
    {
        var containers = spec["containers"];
        if (containers.Count == 0)
        {
            containers.Required();
            return;
        }

        var names = default(SeenTexts);
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            ContainerValidation.Validate(container, spec, volumes, claims);
            BeNew(container["name"], ref names);

            ProbeValidation.Validate(container, spec);
            RestartValidation.Validate(container);
        }

        HostPortConflicts(containers, 0, containers.Count);
    }

    private static void Init(Field spec, NamedItems volumes, NamedItems claims)
    {
        var containers = spec["initContainers"];
        if (containers.Count == 0)
        {
            return;
        }

        var names = default(SeenTexts);
        AddNames(spec["containers"], ref names);
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            ContainerValidation.Validate(container, spec, volumes, claims);
            RestartValidation.Validate(container);
            var name = container["name"];
            if (name.HasText || names.Contains(""))
            {
                BeNew(name, ref names);
            }

            // They run one by one, so only a container's own ports can collide.
            HostPortConflicts(containers, i, i + 1);
            if (container["restartPolicy"].Text == "Always")
            {
                ProbeValidation.Validate(container, spec);
            }
            else
            {
                ForbidInInit(container);
            }
        }
    }

    private static void ForbidInInit(Field container)
    {
        foreach (var name in InitFields)
        {
            if (container[name].IsSet)
            {
                container[name].Forbidden("may not be set for init containers without restartPolicy=Always");
            }
        }
    }

    private static void Ephemeral(Field spec, NamedItems volumes, NamedItems claims)
    {
        var containers = spec["ephemeralContainers"];
        if (containers.Count == 0)
        {
            return;
        }

        var (others, names) = (default(SeenTexts), default(SeenTexts));
        AddNames(spec["containers"], ref others);
        AddNames(spec["initContainers"], ref others);
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            ContainerValidation.Validate(container, spec, volumes, claims);
            ImageSpaces(container["image"]);
            var name = container["name"];
            if (others.Contains(name.Text))
            {
                name.Duplicate(name.Text);
            }
            else
            {
                BeNew(name, ref names);
            }

            if (container["targetContainerName"].HasText && !others.Contains(container["targetContainerName"].Text))
            {
                container["targetContainerName"].NotFound();
            }

            ForbidInEphemeral(container);
        }
    }

    private static void ForbidInEphemeral(Field container)
    {
        foreach (var name in NotForEphemeral)
        {
            if (!container[name].Value.IsAbsentOrNull && (container[name].Value.AsList is null || container[name].Count > 0))
            {
                container[name].Forbidden(NotInEphemeral);
            }
        }

        if (container["resources"].Count > 0)
        {
            container["resources"].Forbidden(NotInEphemeral);
        }

        var mounts = container["volumeMounts"];
        for (var i = 0; i < mounts.Count; i++)
        {
            if (mounts[i]["subPath"].HasText)
            {
                mounts[i]["subPath"].Forbidden(NotInEphemeral);
            }

            if (mounts[i]["subPathExpr"].HasText)
            {
                mounts[i]["subPathExpr"].Forbidden(NotInEphemeral);
            }
        }
    }

    private static void AddNames(Field containers, ref SeenTexts names)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            names.Add(containers.Value.AsList![i].AsMap?.GetString("name") ?? "");
        }
    }

    private static void BeNew(Field name, ref SeenTexts names)
    {
        if (!names.Add(name.Text))
        {
            name.Duplicate(name.Text);
        }
    }

    private static void HostPortConflicts(Field containers, int from, int to)
    {
        HashSet<string>? taken = null;
        for (var i = from; i < to; i++)
        {
            var ports = containers[i]["ports"];
            for (var j = 0; j < ports.Count; j++)
            {
                var port = ports[j];
                if (port["hostPort"].Number == 0)
                {
                    continue;
                }

                var key = $"{port["protocol"].Text}/{port["hostIP"].Text}/{port["hostPort"].Number}";
                if (!(taken ??= []).Add(key))
                {
                    port["hostPort"].Duplicate(key);
                }
            }
        }
    }
}
