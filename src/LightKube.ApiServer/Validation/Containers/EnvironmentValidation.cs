using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Volumes;

namespace LightKube.ApiServer.Validation.Containers;

/// <summary>Environment variables and where their values come from.</summary>
internal static class EnvironmentValidation
{
    public static void Validate(Field container, NamedItems volumes)
    {
        var variables = container["env"];
        for (var i = 0; i < variables.Count; i++)
        {
            variables[i]["name"].RequireAndObey(NameRules.EnvironmentName);
            if (variables[i]["valueFrom"].IsSet)
            {
                ValueFrom(variables[i], variables[i]["valueFrom"], volumes);
            }
        }

        var sources = container["envFrom"];
        for (var i = 0; i < sources.Count; i++)
        {
            EnvironmentFrom(sources[i], sources);
        }
    }

    private static void ValueFrom(Field variable, Field from, NamedItems volumes)
    {
        var count = 0;
        if (from["fieldRef"].IsSet)
        {
            count++;
            DownwardReferences.OfEnvironment(from["fieldRef"]);
        }

        if (from["resourceFieldRef"].IsSet)
        {
            count++;
            DownwardReferences.Resource(from["resourceFieldRef"], ofVolume: false);
        }

        count += KeyRef(from["configMapKeyRef"]) + KeyRef(from["secretKeyRef"]) + FileRef(from["fileKeyRef"], volumes);
        if (count == 0)
        {
            from.Invalid("", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        }
        else if (variable["value"].HasText)
        {
            from.Invalid("", "may not be specified when `value` is not empty");
        }
        else if (count > 1)
        {
            from.Invalid("", "may not have more than one field specified at a time");
        }
    }

    private static int KeyRef(Field reference)
    {
        if (!reference.IsSet)
        {
            return 0;
        }

        reference["name"].Obey(NameRules.Dns1123Subdomain);
        reference["key"].RequireAndObey(NameRules.ConfigKey);
        return 1;
    }

    /// <summary>A variable in a file that an init container left in a volume.</summary>
    private static int FileRef(Field reference, NamedItems volumes)
    {
        if (!reference.IsSet)
        {
            return 0;
        }

        const int MaxKey = 128;
        reference["key"].RequireAndObey(NameRules.EnvironmentName);
        if (reference["key"].Text.Length > MaxKey)
        {
            reference["key"].TooLong(MaxKey);
        }

        var volume = reference["volumeName"];
        volume.Require();
        if (volume.HasText && !volumes.Find(volume.Text).IsSet)
        {
            volume.NotFound();
        }
        else if (volume.HasText && !volumes.Find(volume.Text)["emptyDir"].IsSet)
        {
            volume.Invalid("referenced volume must be of type emptyDir");
        }

        reference["path"].Require();
        reference["path"].BeUnreservedPath();
        return 1;
    }

    private static void EnvironmentFrom(Field source, Field list)
    {
        source["prefix"].ObeyIfAny(NameRules.EnvironmentName);
        var count = ObjectRef(source["configMapRef"]) + ObjectRef(source["secretRef"]);
        if (count == 0)
        {
            list.Invalid("", "must specify one of: `configMapRef` or `secretRef`");
        }
        else if (count > 1)
        {
            list.Invalid("", "may not have more than one field specified at a time");
        }
    }

    // A dash at the end passes, as if something were to be added to the name.
    private static int ObjectRef(Field reference)
    {
        if (!reference.IsSet)
        {
            return 0;
        }

        var name = reference["name"];
        name.Require();
        if (name.HasText)
        {
            name.Report(NameRules.Dns1123Subdomain(name.Text is [_, .., '-'] text ? text[..^2] + "a" : name.Text));
        }

        return 1;
    }
}
