using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>The rules about a pod's volumes.</summary>
internal static class VolumeRules
{
    /// <returns>The names of the volumes.</returns>
    public static HashSet<string> Validate(ListView<Volume> volumes, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < volumes.Count; i++)
        {
            var volume = volumes[i];
            var at = path.Index(i);
            if (volume.Name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }
            else if (ValueRules.DnsLabel(volume.Name) is { } problem)
            {
                errors.Invalid(at.Child("name"), volume.Name, problem);
            }

            if (!names.Add(volume.Name))
            {
                errors.Duplicate(at.Child("name"), volume.Name);
            }

            Source(volume, at, errors);
        }

        return names;
    }

    private static void Source(Volume volume, FieldPath path, FieldErrors errors)
    {
        var sources = volume.Map.Entries.ToArray().Where(entry => entry.Key != "name" && entry.Value.AsMap is not null).Select(entry => entry.Key).ToList();
        if (sources.Count == 0)
        {
            errors.Required(path, "must specify a volume type");
            return;
        }

        foreach (var extra in sources.Skip(1))
        {
            errors.Forbidden(path.Child(extra), "may not specify more than 1 volume type");
        }

        Required(volume.Secret, volume.Secret.SecretName, path.Child("secret").Child("secretName"), errors);
        Required(volume.ConfigMap, volume.ConfigMap.Name, path.Child("configMap").Child("name"), errors);
        Required(volume.PersistentVolumeClaim, volume.PersistentVolumeClaim.ClaimName, path.Child("persistentVolumeClaim").Child("claimName"), errors);
        Required(volume.HostPath, volume.HostPath.Path, path.Child("hostPath").Child("path"), errors);
        if (volume.HostPath.IsPresent && volume.HostPath.Path.Split('/').Contains(".."))
        {
            errors.Invalid(path.Child("hostPath").Child("path"), volume.HostPath.Path, "must not contain '..'");
        }

        Items(volume.Secret.Items, path.Child("secret"), errors);
        Items(volume.ConfigMap.Items, path.Child("configMap"), errors);
        Projected(volume.Projected, path.Child("projected"), errors);
    }

    private static void Required(View source, string value, FieldPath path, FieldErrors errors)
    {
        if (source.IsPresent && value.Length == 0)
        {
            errors.Required(path);
        }
    }

    private static void Items(ListView<KeyToPath> items, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var at = path.Child("items", i);
            if (items[i].Key.Length == 0)
            {
                errors.Required(at.Child("key"));
            }

            FilePath(items[i].Path, at.Child("path"), errors);
        }
    }

    private static void Projected(ProjectedVolumeSource projected, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < projected.Sources.Count; i++)
        {
            var source = projected.Sources[i];
            var at = path.Child("sources", i);
            Required(source.Secret, source.Secret.Name, at.Child("secret").Child("name"), errors);
            Required(source.ConfigMap, source.ConfigMap.Name, at.Child("configMap").Child("name"), errors);
            Items(source.Secret.Items, at.Child("secret"), errors);
            Items(source.ConfigMap.Items, at.Child("configMap"), errors);
            if (source.ServiceAccountToken.IsPresent)
            {
                FilePath(source.ServiceAccountToken.Path, at.Child("serviceAccountToken").Child("path"), errors);
                if (source.ServiceAccountToken.ExpirationSeconds is < 600 and { } seconds)
                {
                    errors.Invalid(at.Child("serviceAccountToken").Child("expirationSeconds"), seconds, "may not specify a duration less than 10 minutes");
                }
            }
        }
    }

    /// <summary>A path below the volume: relative, and never leaving it.</summary>
    public static void FilePath(string value, FieldPath path, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
        else if (value.StartsWith('/'))
        {
            errors.Invalid(path, value, "must be a relative path");
        }
        else if (value.Split('/').Contains(".."))
        {
            errors.Invalid(path, value, "must not contain '..'");
        }
        else if (value.StartsWith("..", StringComparison.Ordinal))
        {
            errors.Invalid(path, value, "must not start with '..'");
        }
    }
}
