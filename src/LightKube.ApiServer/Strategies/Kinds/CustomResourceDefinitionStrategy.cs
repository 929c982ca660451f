using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.CustomResources;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>CustomResourceDefinitions: names, versions, scope. Their schemas are judged where they are compiled.</summary>
public sealed class CustomResourceDefinitionStrategy(TimeProvider time) : DefaultStrategy(CustomResourceDefinition.Schema)
{
    public override void SetDefaults(Document document)
    {
        var names = document.As<CustomResourceDefinition>().Spec.Names;
        if (names.Singular.Length == 0)
        {
            names.Singular = names.Kind.ToLowerInvariant();
        }

        if (names.ListKind.Length == 0 && names.Kind.Length > 0)
        {
            names.ListKind = names.Kind + "List";
        }

        var conversion = document.As<CustomResourceDefinition>().Spec.Conversion;
        if (conversion.Strategy.Length == 0)
        {
            conversion.Strategy = "None";
        }
    }

    protected override void OnCreate(Document document)
    {
        var definition = document.As<CustomResourceDefinition>();
        foreach (var version in definition.Spec.Versions.Where(version => version.Storage))
        {
            definition.Status.StoredVersions.Add(version.Name);
        }
    }

    protected override void OnUpdate(Document document, Document old)
    {
        var definition = document.As<CustomResourceDefinition>();
        foreach (var version in definition.Spec.Versions.Where(version => version.Storage))
        {
            if (!definition.Status.StoredVersions.Contains(version.Name))
            {
                definition.Status.StoredVersions.Add(version.Name);
            }
        }
    }

    // From its first moment a deletion waits for the objects of the kind.
    public override bool HoldsDeletion(Document document) => DefinitionConditions.Find(document.As<CustomResourceDefinition>(), "Terminating") is null;

    public override void MarkDeleted(Document document)
    {
        var finalizers = document.Metadata.Finalizers;
        if (!finalizers.Contains(DefinitionFinalizer.Name))
        {
            finalizers.Add(DefinitionFinalizer.Name);
        }

        DefinitionConditions.Set(
            document.As<CustomResourceDefinition>(), "Terminating", true, "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", time.GetUtcNow());
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var definition = document.As<CustomResourceDefinition>();
        var spec = definition.Spec;
        var expected = $"{spec.Names.Plural}.{spec.Group}";
        if (definition.Name != expected)
        {
            errors.Invalid(FieldPath.Metadata.Child("name"), definition.Name, $"must be spec.names.plural+\".\"+spec.group");
        }

        Name(spec.Group, "group", FieldPath.Spec.Child("group"), errors);
        if (spec.Group.Length > 0 && !spec.Group.Contains('.'))
        {
            errors.Invalid(FieldPath.Spec.Child("group"), spec.Group, "should be a domain with at least one dot");
        }

        if (spec.Scope is not ("Cluster" or "Namespaced"))
        {
            errors.NotSupported(FieldPath.Spec.Child("scope"), spec.Scope, "Cluster", "Namespaced");
        }

        Name(spec.Names.Plural, "plural", FieldPath.Spec.Child("names").Child("plural"), errors);
        Name(spec.Names.Kind.ToLowerInvariant(), "kind", FieldPath.Spec.Child("names").Child("kind"), errors);
        Versions(spec, errors);
    }

    private static void Name(string value, string what, FieldPath path, FieldErrors errors)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
        else if ((what == "group" ? ValueRules.DnsSubdomain(value) : ValueRules.Dns1035Label(value)) is { } problem)
        {
            errors.Invalid(path, value, problem);
        }
    }

    private static void Versions(CustomResourceDefinitionSpec spec, FieldErrors errors)
    {
        var path = FieldPath.Spec.Child("versions");
        if (spec.Versions.Count == 0)
        {
            errors.Required(path, "must have at least one version");
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Versions.Count; i++)
        {
            var version = spec.Versions[i];
            if (ValueRules.Dns1035Label(version.Name) is { } problem)
            {
                errors.Invalid(path.Index(i).Child("name"), version.Name, problem);
            }

            if (!names.Add(version.Name))
            {
                errors.Invalid(path, version.Name, "must contain unique version names");
            }

            if (!version.Schema.OpenAPIV3Schema.IsPresent)
            {
                errors.Required(path.Index(i).Child("schema").Child("openAPIV3Schema"), "schemas are required");
            }
        }

        if (spec.Versions.Count(version => version.Storage) != 1)
        {
            errors.Invalid(path, spec.Field("versions"), "must have exactly one version marked as storage version");
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        var spec = document.As<CustomResourceDefinition>().Spec;
        var before = old.As<CustomResourceDefinition>().Spec;
        foreach (var (now, then, path) in new[]
        {
            (spec.Group, before.Group, FieldPath.Spec.Child("group")),
            (spec.Scope, before.Scope, FieldPath.Spec.Child("scope")),
            (spec.Names.Kind, before.Names.Kind, FieldPath.Spec.Child("names").Child("kind")),
            (spec.Names.Plural, before.Names.Plural, FieldPath.Spec.Child("names").Child("plural")),
        })
        {
            if (now != then)
            {
                errors.Invalid(path, now, "field is immutable");
            }
        }
    }
}
