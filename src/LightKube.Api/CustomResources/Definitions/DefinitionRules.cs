using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>
/// What a CustomResourceDefinition must meet, with upstream's paths and words. Upstream judges its own form of a definition, in which
/// what all versions have alike (always so when there is but one) stands once, at <c>spec.validation</c>, <c>spec.subresources</c> and so on.
/// </summary>
public static class DefinitionRules
{
    private static readonly FieldPath Versions = FieldPath.Spec.Child("versions");
    private static readonly FieldPath StoredVersions = FieldPath.Status.Child("storedVersions");

    /// <summary>Judges the whole.</summary>
    public static void Check(CustomResourceDefinition definition, FieldErrors errors)
    {
        var spec = definition.Spec;
        if (definition.Name != $"{spec.Names.Plural}.{spec.Group}")
        {
            errors.Invalid(FieldPath.Metadata.Child("name"), definition.Name, "must be spec.names.plural+\".\"+spec.group");
        }

        CheckGroup(spec.Group, errors);
        if (spec.Scope is not ("" or "Cluster" or "Namespaced"))
        {
            errors.NotSupported(FieldPath.Spec.Child("scope"), spec.Scope, "Cluster", "Namespaced");
        }

        CheckVersions(spec, errors);
        NameRulesOfDefinitions.CheckRequired(spec.Names, FieldPath.Spec.Child("names"), errors);
        NameRulesOfDefinitions.Check(spec.Names, FieldPath.Spec.Child("names"), errors);
        CheckShared(spec, errors);
        ConversionRules.Check(spec.Conversion, FieldPath.Spec.Child("conversion"), errors);
        if (spec.PreserveUnknownFields)
        {
            errors.Invalid(
                FieldPath.Spec.Child("preserveUnknownFields"), true, "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        }
    }

    /// <summary>Judges what the server and those who migrate objects write.</summary>
    public static void CheckStatus(CustomResourceDefinition definition, FieldErrors errors) =>
        NameRulesOfDefinitions.Check(definition.Status.AcceptedNames, FieldPath.Status.Child("acceptedNames"), errors);

    /// <summary>A version at which objects may be stored stays defined.</summary>
    public static void CheckStoredVersions(CustomResourceDefinition definition, FieldErrors errors)
    {
        var stored = definition.Status.StoredVersions;
        var defined = definition.Spec.Versions;
        if (stored.Count == 0)
        {
            errors.Invalid(StoredVersions, new DocList(), "must have at least one stored version");
            return;
        }

        foreach (var version in defined.Where(version => version.Storage && !stored.Contains(version.Name)))
        {
            errors.Invalid(StoredVersions, DocList.Of(stored), $"must have the storage version {version.Name}");
        }

        for (var i = 0; i < stored.Count; i++)
        {
            var name = stored[i];
            if (defined.Find(version => version.Name == name) is null)
            {
                errors.Invalid(StoredVersions.Index(i), name,
                    $"missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in {name} and removes {name} from status.storedVersions");
            }
        }
    }

    /// <summary>What may not change: once established, nothing by which objects are found.</summary>
    public static void CheckImmutable(CustomResourceDefinition definition, CustomResourceDefinition old, FieldErrors errors)
    {
        var (spec, before) = (definition.Spec, old.Spec);
        if (old.Status.Conditions.Find(static condition => condition.Type == "Established")?.Status == "True")
        {
            Immutable(spec.Scope, before.Scope, FieldPath.Spec.Child("scope"), errors);
            Immutable(spec.Names.Kind, before.Names.Kind, FieldPath.Spec.Child("names").Child("kind"), errors);
        }

        Immutable(spec.Group, before.Group, FieldPath.Spec.Child("group"), errors);
        Immutable(spec.Names.Plural, before.Names.Plural, FieldPath.Spec.Child("names").Child("plural"), errors);
    }

    private static void Immutable(string now, string then, FieldPath path, FieldErrors errors)
    {
        if (now != then)
        {
            errors.Invalid(path, now, "field is immutable");
        }
    }

    private static void CheckGroup(string group, FieldErrors errors)
    {
        var path = FieldPath.Spec.Child("group");
        if (group.Length == 0)
        {
            errors.Required(path);
        }
        else if (NameRules.Dns1123Subdomain(group) is { Count: > 0 } problems)
        {
            errors.Invalid(path, group, string.Join(",", problems));
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            errors.Invalid(path, group, "should be a domain with at least one dot");
        }
    }

    private static void CheckVersions(CustomResourceDefinitionSpec spec, FieldErrors errors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var unique = true;
        for (var i = 0; i < spec.Versions.Count; i++)
        {
            var version = spec.Versions[i];
            unique &= names.Add(version.Name);
            if (!version.Schema.OpenAPIV3Schema.IsPresent)
            {
                errors.Required(Versions.Index(i).Child("schema").Child("openAPIV3Schema"), "schemas are required");
            }

            if (NameRules.Dns1035Label(version.Name) is { Count: > 0 } problems)
            {
                errors.Invalid(Versions.Index(i).Child("name"), version.Name, string.Join(",", problems));
            }

            VersionRules.CheckDeprecation(version, Versions.Index(i), errors);
        }

        if (!unique)
        {
            errors.Invalid(Versions, spec.Versions.Peek() ?? new DocList(), "must contain unique version names");
        }

        if (spec.Versions.Count(static version => version.Storage) != 1)
        {
            errors.Invalid(Versions, spec.Versions.Peek() ?? new DocList(), "must have exactly one version marked as storage version");
        }
    }

    // Each part by itself may be alike in all versions.
    private static void CheckShared(CustomResourceDefinitionSpec spec, FieldErrors errors)
    {
        Each(spec, "schema", "validation", (version, path) =>
            VersionRules.CheckSchema(version.Schema.OpenAPIV3Schema.Peek(), spec.Versions.Any(static any => any.Subresources.Status.IsPresent), path, errors));
        Each(spec, "subresources", "subresources", (version, path) => VersionRules.CheckSubresources(version, path, errors));
        Each(spec, "additionalPrinterColumns", "additionalPrinterColumns", (version, path) => VersionRules.CheckColumns(version, path, errors));
        Each(spec, "selectableFields", "selectableFields", (version, path) => VersionRules.CheckSelectableFields(version, path, errors));
    }

    private static void Each(CustomResourceDefinitionSpec spec, string field, string shared, Action<CustomResourceDefinitionVersion, FieldPath> check)
    {
        var versions = spec.Versions;
        if (versions.Count == 0)
        {
            return;
        }

        var first = versions[0].Peek()?[field] ?? default;
        if (versions.All(version => (version.Peek()?[field] ?? default) == first))
        {
            check(versions[0], FieldPath.Spec.Child(shared));
            return;
        }

        for (var i = 0; i < versions.Count; i++)
        {
            check(versions[i], Versions.Index(i).Child(field));
        }
    }
}
