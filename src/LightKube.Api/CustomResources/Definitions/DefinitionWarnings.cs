using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>What is allowed in a definition and probably not meant.</summary>
public static class DefinitionWarnings
{
    public static IEnumerable<string> Of(CustomResourceDefinition definition)
    {
        var formats = new List<string>();
        var sets = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var version in definition.Spec.Versions)
        {
            if (version.Schema.OpenAPIV3Schema.Peek() is { } schema)
            {
                Visit(schema, formats, sets);
            }
        }

        return formats.Distinct().Concat(sets);
    }

    private static void Visit(DocMap schema, List<string> formats, SortedSet<string> sets)
    {
        if (schema.GetString("format") is { Length: > 0 } format && !ValueFormats.IsKnown(schema.GetString("type") ?? "", format))
        {
            formats.Add($"unrecognized format \"{format}\"");
        }

        if (schema.GetString("x-kubernetes-list-type") == "set" && schema.GetMap("items")?.GetString("type") is "object" or "array")
        {
            sets.Add($"x-kubernetes-list-type: set for items of type \"{schema.GetMap("items")!.GetString("type")}\" is not supported by server-side apply or CEL validation rules");
        }

        foreach (var inner in (ReadOnlySpan<string>)["items", "additionalProperties", "not"])
        {
            if (schema.GetMap(inner) is { } below)
            {
                Visit(below, formats, sets);
            }
        }

        foreach (var junctor in (ReadOnlySpan<string>)["allOf", "anyOf", "oneOf"])
        {
            foreach (var branch in (schema.GetList(junctor) ?? new DocList()).Items.ToArray())
            {
                Visit(branch.AsMap ?? new DocMap(), formats, sets);
            }
        }

        foreach (var property in (schema.GetMap("properties") ?? new DocMap()).Entries.ToArray())
        {
            Visit(property.Value.AsMap ?? new DocMap(), formats, sets);
        }
    }
}
