using LightKube.Api.Validation;
using LightKube.ApiServer.Validation.Storage;

namespace LightKube.ApiServer.Validation.Volumes;

/// <summary>Volumes of drivers, claims made for a pod, and images as volumes.</summary>
internal static class CsiVolumeSource
{
    /// <summary>What a driver's name may have at most, in bytes.</summary>
    private const int MaxDriverName = 63;

    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];

    public static void Inline(Field source)
    {
        DriverName(source["driver"]);
        if (source["nodePublishSecretRef"].IsSet)
        {
            source["nodePublishSecretRef"]["name"].RequireAndObey(NameRules.Dns1123Subdomain);
        }
    }

    /// <summary>The name of a driver: a domain, in any case.</summary>
    public static void DriverName(Field name)
    {
        if (!name.HasText)
        {
            name.Required();
        }

        if (name.Text.Length > MaxDriverName)
        {
            name.TooLong(MaxDriverName);
        }

        foreach (var problem in NameRules.Dns1123Subdomain(name.Text.ToLowerInvariant()))
        {
            name.Invalid(problem);
        }
    }

    public static void Ephemeral(Field source)
    {
        var template = source["volumeClaimTemplate"];
        if (!template.IsSet)
        {
            template.Required();
            return;
        }

        ObjectMetaValidation.CheckAnnotations(template["metadata"]["annotations"]);
        template["metadata"]["labels"].BeLabels();
        OnlyLabels(template["metadata"]);
        ClaimSpecValidation.Validate(template["spec"]);
    }

    // Everything else would be ignored, which is worse than being refused.
    private static void OnlyLabels(Field metadata)
    {
        foreach (ref readonly var entry in metadata.Entries)
        {
            if (entry.Key is not ("labels" or "annotations" or "creationTimestamp") && !entry.Value.IsAbsentOrNull)
            {
                metadata[entry.Key].Forbidden("cannot be set");
            }
        }
    }

    public static void Image(Field source)
    {
        source["pullPolicy"].RequireOneOf(PullPolicies);
    }
}
