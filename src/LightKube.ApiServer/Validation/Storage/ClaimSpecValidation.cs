using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>What a claim asks for: of PersistentVolumeClaims and of templates of claims.</summary>
internal static class ClaimSpecValidation
{
    private static readonly string[] Modes = ["Block", "Filesystem"];

    public static void Validate(Field spec)
    {
        if (spec["accessModes"].Count == 0)
        {
            spec["accessModes"].Required("at least 1 access mode is required");
        }

        spec["selector"].BeLabelSelector();
        AccessModeRules.Validate(spec["accessModes"]);
        Storage(spec["resources"]);
        spec["storageClassName"].ObeyIfAny(NameRules.Dns1123Subdomain);
        spec["volumeMode"].BeOneOfIfSet(Modes);
        Source(spec["dataSource"]);
        Source(spec["dataSourceRef"]);
        spec["dataSourceRef"]["namespace"].ObeyIfAny(NameRules.Dns1123Label);
        Sources(spec);
        spec["volumeAttributesClassName"].ObeyIfAny(NameRules.Dns1123Subdomain);
    }

    private static void Storage(Field resources)
    {
        var asked = resources["requests"].Map?["storage"] ?? default;
        var at = resources.Entry("storage").With(asked);
        if (!at.IsSet)
        {
            at.Required();
            return;
        }

        at.BePositiveAmount();
    }

    private static void Source(Field source)
    {
        if (!source.IsSet)
        {
            return;
        }

        source["name"].Require();
        source["kind"].Require();
        if (!source["apiGroup"].HasText && source["kind"].Text != "PersistentVolumeClaim")
        {
            source.Invalid(source["kind"].Text, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        }

        source["apiGroup"].ObeyIfAny(NameRules.Dns1123Subdomain);
    }

    private static void Sources(Field spec)
    {
        var (source, reference) = (spec["dataSource"], spec["dataSourceRef"]);
        if (!source.IsSet || !reference.IsSet)
        {
            return;
        }

        if (reference["namespace"].HasText)
        {
            spec.Invalid(source.Path, "may not be specified when dataSourceRef.namespace is specified");
        }
        else if (!source["apiGroup"].Same(reference["apiGroup"]) || source["kind"].Text != reference["kind"].Text || source["name"].Text != reference["name"].Text)
        {
            spec.Invalid(source.Path, "must match dataSourceRef");
        }
    }
}
