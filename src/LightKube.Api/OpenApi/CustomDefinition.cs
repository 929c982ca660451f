using LightKube.Api.Documents;
using LightKube.Api.Schemas;

namespace LightKube.Api.OpenApi;

/// <summary>
/// The schema of a custom kind as OpenAPI documents show it: what its definition says, with the fields that every object has. Version 2 knows
/// less than version 3, and its clients take a value for untyped where it is silent: what it cannot say is left out.
/// </summary>
internal sealed class CustomDefinition(OpenApiDialect dialect, Func<string, string> reference)
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    private bool IsV2 => dialect == OpenApiDialect.V2;

    public DocMap Of(KindSchema kind)
    {
        var source = kind.Custom!.Source();
        DocMap schema;
        if (source is null || (IsV2 && source["x-kubernetes-preserve-unknown-fields"].AsBool == true))
        {
            // With properties, kubectl would refuse all others.
            schema = new DocMap(2);
            schema.Set("type", "object");
        }
        else
        {
            schema = Convert(source);
            AddObjectFields(schema.GetOrAddMap("properties"));
            schema.GetMap("properties")!.SortKeys();
        }

        if (kind.SelectableFields.Count > 0)
        {
            var fields = new DocList();
            foreach (var path in kind.SelectableFields)
            {
                var field = new DocMap(1);
                field.Set("fieldPath", path);
                fields.Add(field);
            }

            schema.Set("x-kubernetes-selectable-fields", fields);
        }

        return schema;
    }

    private DocMap Convert(DocMap schema)
    {
        var nullable = schema["nullable"].AsBool == true;
        var preserves = schema["x-kubernetes-preserve-unknown-fields"].AsBool == true;
        var result = new DocMap(schema.Count);
        foreach (ref readonly var entry in schema.Entries)
        {
            switch (entry.Key)
            {
                case "properties" or "items" when IsV2 && (nullable || preserves):
                case "allOf" or "anyOf" or "oneOf" or "not" or "nullable" when IsV2:
                    break;
                case "required" when IsV2:
                    result.Set("required", Required(entry.Value.AsList ?? new DocList(), schema));
                    break;
                case "properties":
                    result.Set("properties", Properties(entry.Value.AsMap ?? new DocMap()));
                    break;
                case "items" or "additionalProperties" or "not" when entry.Value.AsMap is { } inner:
                    result.Set(entry.Key, Convert(inner));
                    break;
                default:
                    result.Set(entry.Key, entry.Value.DeepClone());
                    break;
            }
        }

        if (IsV2)
        {
            Untype(result, nullable, preserves);
        }
        else if (schema["x-kubernetes-int-or-string"].AsBool == true && !schema.Contains("anyOf") && !schema.Contains("allOf"))
        {
            result.Set("anyOf", IntOrString());
        }

        if (schema["x-kubernetes-embedded-resource"].AsBool == true && !(IsV2 && preserves))
        {
            AddObjectFields(result.GetOrAddMap("properties"));
            RequireType(result);
        }

        return result;
    }

    private DocMap Properties(DocMap properties)
    {
        var result = new DocMap(properties.Count + 3);
        foreach (ref readonly var property in properties.Entries)
        {
            result.Set(property.Key, Convert(property.Value.AsMap ?? new DocMap()));
        }

        result.SortKeys();
        return result;
    }

    // What may be null may be missing, for a language that has no nulls.
    private static Value Required(DocList names, DocMap schema)
    {
        var left = new DocList(names.Count);
        foreach (ref readonly var name in names.Items)
        {
            if (schema.GetMap("properties")?.GetMap(name.AsString ?? "")?["nullable"].AsBool != true)
            {
                left.Add(name);
            }
        }

        return left.Count > 0 && schema.GetMap("additionalProperties")?["nullable"].AsBool != true ? left : default(Value);
    }

    private static void Untype(DocMap schema, bool nullable, bool preserves)
    {
        var type = schema.GetString("type");
        if (nullable || (preserves && type == "object") || (type == "array" && !schema.Contains("items")))
        {
            schema.Remove("type");
        }
    }

    private void AddObjectFields(DocMap properties)
    {
        properties.Set("apiVersion", Text("APIVersion defines the version of the API that this object is written in."));
        properties.Set("kind", Text("Kind is a string that names the kind of object."));
        var metadata = new DocMap(2);
        metadata.Set("description", "Standard object's metadata: name, labels and other data about the object itself.");
        if (IsV2)
        {
            metadata.Set("$ref", reference(Meta + "ObjectMeta"));
        }
        else
        {
            var target = new DocMap(1);
            target.Set("$ref", reference(Meta + "ObjectMeta"));
            metadata.GetOrAddList("allOf").Add(target);
            metadata.Set("default", new DocMap());
        }

        properties.Set("metadata", metadata);
    }

    private static void RequireType(DocMap schema)
    {
        var required = schema.GetOrAddList("required");
        foreach (var name in (ReadOnlySpan<string>)["kind", "apiVersion"])
        {
            if (required.IndexOf(name) < 0)
            {
                required.Add(name);
            }
        }
    }

    private static DocMap Text(string description)
    {
        var map = new DocMap(2);
        map.Set("type", "string");
        map.Set("description", description);
        return map;
    }

    private static DocList IntOrString()
    {
        var either = new DocList(2);
        foreach (var type in (ReadOnlySpan<string>)["integer", "string"])
        {
            var one = new DocMap(1);
            one.Set("type", type);
            either.Add(one);
        }

        return either;
    }
}
