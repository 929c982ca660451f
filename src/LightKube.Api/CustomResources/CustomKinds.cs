using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.CustomResources.Rules;
using LightKube.Api.Documents;
using LightKube.Api.JsonPath;
using LightKube.Api.Schemas;

namespace LightKube.Api.CustomResources;

/// <summary>Compiles the versions of a CustomResourceDefinition to kinds.</summary>
public static class CustomKinds
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];

    private static readonly ColumnSchema NameColumn = new(
        "Name", "string", "name", 0, ".metadata.name", "The name of the object, unique in its namespace.");

    private static readonly ColumnSchema AgeColumn = new(
        "Age", "date", "", 0, ".metadata.creationTimestamp", "When the object was created.");

    /// <summary>Every version, served or not: objects may be stored at any of them.</summary>
    /// <param name="definition">The definition; its accepted names count.</param>
    /// <param name="source">Finds the definition again when its schema is to be published.</param>
    public static IReadOnlyList<KindSchema> Compile(CustomResourceDefinition definition, Func<CustomResourceDefinition?> source)
    {
        var kinds = new List<KindSchema>(definition.Spec.Versions.Count);
        foreach (var version in definition.Spec.Versions)
        {
            kinds.Add(Compile(definition, version, source));
        }

        return kinds;
    }

    private static KindSchema Compile(CustomResourceDefinition definition, CustomResourceDefinitionVersion version, Func<CustomResourceDefinition?> source)
    {
        var spec = definition.Spec;
        var names = definition.Status.AcceptedNames.Plural.Length > 0 ? definition.Status.AcceptedNames : spec.Names;
        var name = NameTable.Shared.GetOrAdd(version.Name);
        var raw = version.Schema.OpenAPIV3Schema.Peek() ?? new DocMap();
        var schema = SchemaCompiler.Compile(raw);
        if (spec.PreserveUnknownFields && !schema.PreservesUnknown)
        {
            schema = PreservingAll(schema);
        }

        return new KindSchema
        {
            Group = NameTable.Shared.GetOrAdd(spec.Group),
            Version = name,
            Kind = NameTable.Shared.GetOrAdd(names.Kind),
            ListKind = names.ListKind,
            Plural = NameTable.Shared.GetOrAdd(names.Plural),
            Singular = names.Singular,
            Namespaced = spec.Scope == "Namespaced",
            Type = CustomTypes.OfObject(schema, names.Kind),
            ShortNames = [.. names.ShortNames],
            Categories = [.. names.Categories],
            Verbs = Verbs,
            Subresources = Subresources(version, names.Kind),
            Columns = Columns(version),
            SelectableFields = [.. version.SelectableFields.Select(static field => field.JsonPath.TrimStart('.'))],
            Served = version.Served,
            Custom = new CustomKind
            {
                Definition = definition.Name,
                Schema = schema,
                Source = () => source()?.Spec.Versions.Find(candidate => candidate.Name == name)?.Schema.OpenAPIV3Schema.Peek(),
                Rules = RuleNode.Compile(raw, isRoot: true),
                HasEmbedded = MetadataCoercion.HasEmbedded(schema),
                HasStatus = version.Subresources.Status.IsPresent,
                Scale = Scale(version.Subresources.Scale),
                IsStorage = version.Storage,
                DeprecationWarning = Deprecation(spec, names.Kind, version),
            },
        };
    }

    // Definitions from before apiextensions.k8s.io/v1 may ask for nothing to be pruned anywhere.
    private static StructuralSchema PreservingAll(StructuralSchema schema) => new()
    {
        Type = schema.Type,
        Values = schema.Values,
        Properties = schema.Properties?.ToDictionary(property => property.Key, property => PreservingAll(property.Value), StringComparer.Ordinal),
        Items = schema.Items is null ? null : PreservingAll(schema.Items),
        AllowsAdditional = schema.AllowsAdditional,
        Additional = schema.Additional is null ? null : PreservingAll(schema.Additional),
        Nullable = schema.Nullable,
        PreservesUnknown = true,
    };

    private static ScalePaths? Scale(CustomResourceSubresourceScale scale) => !scale.IsPresent
        ? null
        : new ScalePaths(scale.SpecReplicasPath, scale.StatusReplicasPath, scale.LabelSelectorPath is { Length: > 0 } selector ? selector : null);

    private static SubresourceSchema[] Subresources(CustomResourceDefinitionVersion version, string kind)
    {
        var subresources = new List<SubresourceSchema>(2);
        if (version.Subresources.Status.IsPresent)
        {
            subresources.Add(new SubresourceSchema("status", kind, SubresourceVerbs));
        }

        if (version.Subresources.Scale.IsPresent)
        {
            subresources.Add(new SubresourceSchema("scale", "autoscaling/v1.Scale", SubresourceVerbs));
        }

        return [.. subresources];
    }

    private static ColumnSchema[] Columns(CustomResourceDefinitionVersion version)
    {
        if (version.AdditionalPrinterColumns.Count == 0)
        {
            return [NameColumn, AgeColumn];
        }

        var columns = new List<ColumnSchema> { NameColumn };
        foreach (var column in version.AdditionalPrinterColumns)
        {
            // As upstream: what cannot be read ends the columns.
            if (!JsonPathExpression.IsPath(column.JsonPath))
            {
                break;
            }

            var description = column.Description.Length > 0 ? column.Description : $"Custom resource definition column (in JSONPath format): {column.JsonPath}";
            columns.Add(new ColumnSchema(column.Name, column.Type, column.Format, column.Priority, column.JsonPath, description));
        }

        return [.. columns];
    }

    private static string? Deprecation(CustomResourceDefinitionSpec spec, string kind, CustomResourceDefinitionVersion version)
    {
        if (!version.Deprecated)
        {
            return null;
        }

        if (version.DeprecationWarning is { Length: > 0 } own)
        {
            return own;
        }

        var newer = spec.Versions
            .Where(other => other.Served && !other.Deprecated && VersionOrder.Compare(version.Name, other.Name) < 0)
            .OrderByDescending(other => other.Name, VersionOrder.Comparer)
            .FirstOrDefault();
        var text = $"{spec.Group}/{version.Name} {kind} is deprecated";
        return newer is null ? text : $"{text}; use {spec.Group}/{newer.Name} {kind}";
    }
}
