using LightKube.Api.Documents;

namespace LightKube.Api.OpenApi;

/// <summary>Says in OpenAPI 3.0 what an OpenAPI 2.0 document says; for servers that publish no other. Sources are not changed.</summary>
public static class OpenApiConversion
{
    private const string V2Definitions = "#/definitions/";
    private const string V3Definitions = "#/components/schemas/";

    // Of an operation, what both languages call the same.
    private static readonly string[] OperationFields = ["description", "externalDocs", "tags", "summary", "deprecated", "operationId"];
    private static readonly string[] ParameterFields = ["name", "in", "description", "required", "allowEmptyValue"];
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch"];

    /// <summary>The same paths and definitions; frozen.</summary>
    public static OpenApiParts ToV3(OpenApiParts parts) => new(
        [.. parts.Paths.Select(static path => (path.Path, PathItem(path.Item).Freeze()))],
        [.. parts.Definitions.Select(static definition => (definition.Name, Schema(definition.Schema).Freeze()))]);

    private static DocMap PathItem(DocMap source)
    {
        var item = Extensions(source);
        foreach (var method in Methods)
        {
            if (source.GetMap(method) is { } operation)
            {
                item.Set(method, Operation(operation));
            }
        }

        SetParameters(item, source.GetList("parameters"));
        return item;
    }

    private static DocMap Operation(DocMap source)
    {
        var operation = Extensions(source);
        Copy(source, operation, OperationFields);
        SetParameters(operation, source.GetList("parameters"));
        if (Body(source.GetList("parameters")) is { } body)
        {
            operation.Set("requestBody", Content(new DocMap(), source.GetList("consumes"), body));
        }

        var responses = new DocMap();
        foreach (var entry in (source.GetMap("responses") ?? new DocMap()).Entries)
        {
            responses.Set(entry.Key, entry.Value.AsMap is { } response ? Response(response, source.GetList("produces")) : entry.Value);
        }

        operation.Set("responses", responses);
        return operation;
    }

    private static DocMap Response(DocMap source, DocList? produces)
    {
        var response = Extensions(source);
        Copy(source, response, ["description"]);
        return source.GetMap("schema") is { } schema ? Content(response, produces, schema) : response;
    }

    private static DocMap Content(DocMap target, DocList? mediaTypes, DocMap schema)
    {
        var content = target.GetOrAddMap("content");
        foreach (var mediaType in (mediaTypes ?? new DocList()).Items)
        {
            if (mediaType.AsString is { } name)
            {
                content.GetOrAddMap(name).Set("schema", Schema(schema));
            }
        }

        return target;
    }

    private static void SetParameters(DocMap target, DocList? source)
    {
        var parameters = new DocList();
        foreach (var item in (source ?? new DocList()).Items)
        {
            if (item.AsMap is { } parameter && !IsBody(parameter))
            {
                parameters.Add(Parameter(parameter));
            }
        }

        if (parameters.Count > 0)
        {
            target.Set("parameters", parameters);
        }
    }

    // What describes a parameter's value stands beside its name in 2.0, and in a schema in 3.0.
    private static DocMap Parameter(DocMap source)
    {
        var parameter = Extensions(source);
        Copy(source, parameter, ParameterFields);
        if (source.GetMap("schema") is { } given)
        {
            parameter.Set("schema", Schema(given));
            return parameter;
        }

        Copy(source, parameter.GetOrAddMap("schema"), ["type", "format", "uniqueItems"]);
        return parameter;
    }

    private static DocMap? Body(DocList? parameters)
    {
        foreach (var item in (parameters ?? new DocList()).Items)
        {
            if (item.AsMap is { } parameter && IsBody(parameter))
            {
                return parameter.GetMap("schema");
            }
        }

        return null;
    }

    private static bool IsBody(DocMap parameter) => parameter.GetString("name") == "body" && parameter.GetMap("schema") is not null;

    private static DocMap Schema(DocMap source)
    {
        var schema = new DocMap(source.Count);
        foreach (var entry in source.Entries)
        {
            schema.Set(entry.Key, (entry.Key, entry.Value) switch
            {
                ("$ref", { AsString: { } reference }) => reference.Replace(V2Definitions, V3Definitions, StringComparison.Ordinal),
                ("properties", { AsMap: { } properties }) => Each(properties),
                ("items" or "additionalProperties" or "additionalItems" or "not", { AsMap: { } inner }) => Schema(inner),
                ("items" or "allOf" or "anyOf" or "oneOf", { AsList: { } inner }) => Each(inner),
                _ => entry.Value.DeepClone(),
            });
        }

        return Wrapped(schema);
    }

    // Nothing may stand beside a reference in 3.0.
    private static DocMap Wrapped(DocMap schema)
    {
        if (schema.Count < 2 || schema.GetString("$ref") is not { } reference)
        {
            return schema;
        }

        var alone = new DocMap();
        alone.Set("$ref", reference);
        schema.Remove("$ref");
        schema.GetOrAddList("allOf").Add(alone);
        return schema;
    }

    private static DocMap Each(DocMap schemas)
    {
        var converted = new DocMap(schemas.Count);
        foreach (var entry in schemas.Entries)
        {
            converted.Set(entry.Key, entry.Value.AsMap is { } schema ? Schema(schema) : entry.Value);
        }

        return converted;
    }

    private static DocList Each(DocList schemas)
    {
        var converted = new DocList(schemas.Count);
        foreach (var item in schemas.Items)
        {
            converted.Add(item.AsMap is { } schema ? Schema(schema) : item);
        }

        return converted;
    }

    private static DocMap Extensions(DocMap source)
    {
        var target = new DocMap();
        foreach (var entry in source.Entries)
        {
            if (entry.Key.StartsWith("x-", StringComparison.Ordinal))
            {
                target.Set(entry.Key, entry.Value.DeepClone());
            }
        }

        return target;
    }

    private static void Copy(DocMap source, DocMap target, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (source[name] is { IsAbsent: false } value)
            {
                target.Set(name, value.DeepClone());
            }
        }
    }
}
