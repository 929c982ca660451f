using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>What every node of a definition's schema must meet, branches of junctors included.</summary>
internal sealed class SchemaRules(FieldErrors errors)
{
    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    /// <param name="ForbiddenDefaults">Why there may be no defaults below; null when there may.</param>
    /// <param name="InsideMeta">Below apiVersion, kind or metadata of an object.</param>
    private readonly record struct Place(string? ForbiddenDefaults, bool InsideMeta);

    public static void Check(DocMap schema, FieldPath path, FieldErrors errors) => new SchemaRules(errors).Node(schema, path, isRoot: true, default);

    private void Node(DocMap schema, FieldPath path, bool isRoot, Place place)
    {
        Supported(schema, path, place);
        if (schema["uniqueItems"].AsBool == true)
        {
            errors.Forbidden(path.Child("uniqueItems"), "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
        }

        Additional(schema, path, place);
        Properties(schema, path, isRoot, place);
        Junctors(schema, path, place);
        if (schema.GetMap("items") is { } items)
        {
            Node(items, path.Child("items"), false, place);
        }

        Extensions(schema, path);
        ListRules.Check(schema, path, errors);
        Validations(schema, path);
    }

    private void Supported(DocMap schema, FieldPath path, Place place)
    {
        var type = schema.GetString("type") ?? "";
        if (type.Length > 0 && !Types.Contains(type))
        {
            errors.NotSupported(path.Child("type"), type, Types);
        }

        if (schema.Contains("default") && place.ForbiddenDefaults is { } why)
        {
            errors.Forbidden(path.Child("default"), $"must not be set {why}");
        }

        foreach (var field in (ReadOnlySpan<string>)["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"])
        {
            if (schema.Contains(field))
            {
                errors.Forbidden(path.Child(field), $"{field} is not supported");
            }
        }

        if (type == "null")
        {
            errors.Forbidden(path.Child("type"), "type cannot be set to null, use nullable as an alternative");
        }

        if (schema.GetList("items") is { Count: > 0 })
        {
            errors.Forbidden(path.Child("items"), "items must be a schema object and not an array");
        }

        if (place.InsideMeta && schema["x-kubernetes-embedded-resource"].AsBool == true)
        {
            errors.Forbidden(path.Child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
        }
    }

    private void Additional(DocMap schema, FieldPath path, Place place)
    {
        var rest = schema["additionalProperties"];
        if (rest.IsAbsent)
        {
            return;
        }

        // Named fields contradict all others' being allowed, since unknown fields are ignored.
        if (schema.GetMap("properties") is { Count: > 0 } && rest.AsBool != true)
        {
            errors.Forbidden(path.Child("additionalProperties"), "additionalProperties and properties are mutual exclusive");
        }

        if (rest.AsMap is { } inner)
        {
            Node(inner, path.Child("additionalProperties"), false,
                place.InsideMeta ? place with { ForbiddenDefaults = "inside additionalProperties applying to object metadata" } : place);
        }
    }

    private void Properties(DocMap schema, FieldPath path, bool isRoot, Place place)
    {
        foreach (ref readonly var property in Entries(schema.GetMap("properties")))
        {
            var below = place;
            if ((isRoot || schema["x-kubernetes-embedded-resource"].AsBool == true) && property.Key is "metadata" or "kind" or "apiVersion")
            {
                below = new Place(isRoot ? $"in top-level {property.Key}" : place.ForbiddenDefaults, true);
            }

            Node(property.Value.AsMap ?? new DocMap(), path.Child("properties").Key(property.Key), false, below);
        }
    }

    private void Junctors(DocMap schema, FieldPath path, Place place)
    {
        if (schema.GetMap("not") is { } not)
        {
            Node(not, path.Child("not"), false, place);
        }

        foreach (var junctor in (ReadOnlySpan<string>)["allOf", "oneOf", "anyOf"])
        {
            var list = schema.GetList(junctor);
            for (var i = 0; i < (list?.Count ?? 0); i++)
            {
                Node(list![i].AsMap ?? new DocMap(), path.Child(junctor).Index(i), false, place);
            }
        }
    }

    private void Extensions(DocMap schema, FieldPath path)
    {
        var type = schema.GetString("type") ?? "";
        if (schema["x-kubernetes-preserve-unknown-fields"].AsBool == false)
        {
            errors.Invalid(path.Child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined");
        }

        if (schema.GetString("x-kubernetes-map-type") is not { } mapType)
        {
            return;
        }

        if (type != "object")
        {
            const string text = "must be object if x-kubernetes-map-type is specified";
            if (type.Length == 0)
            {
                errors.Required(path.Child("type"), text);
            }
            else
            {
                errors.Invalid(path.Child("type"), type, text);
            }
        }

        if (mapType is not ("atomic" or "granular"))
        {
            errors.NotSupported(path.Child("x-kubernetes-map-type"), mapType, "atomic", "granular");
        }
    }

    private void Validations(DocMap schema, FieldPath path)
    {
        var rules = schema.GetList("x-kubernetes-validations");
        var compiled = new Lazy<StructuralSchema>(() => SchemaCompiler.Compile(schema));
        for (var i = 0; i < (rules?.Count ?? 0); i++)
        {
            Validation(rules![i].AsMap ?? new DocMap(), compiled, path.Child("x-kubernetes-validations").Index(i));
        }
    }

    private void Validation(DocMap rule, Lazy<StructuralSchema> schema, FieldPath path)
    {
        var (text, message, expression) = (rule.GetString("rule") ?? "", rule.GetString("message") ?? "", rule.GetString("messageExpression") ?? "");
        if (text.Trim().Length == 0)
        {
            errors.Required(path.Child("rule"), "rule is not specified");
        }
        else if (message.Length > 0 && message.Trim().Length == 0)
        {
            errors.Invalid(path.Child("message"), message, "must be non-empty if specified");
        }
        else if (HasBreak(message.Trim()))
        {
            errors.Invalid(path.Child("message"), message, "must not contain line breaks");
        }
        else if (HasBreak(text.Trim()) && message.Trim().Length == 0)
        {
            errors.Required(path.Child("message"), "message must be specified if rule contains line breaks");
        }

        if (expression.Length > 0 && expression.Trim().Length == 0)
        {
            errors.Required(path.Child("messageExpression"), "messageExpression must be non-empty if specified");
        }

        if (rule.GetString("reason") is { } reason && !Reasons.Contains(reason))
        {
            errors.NotSupported(path.Child("reason"), reason, Reasons);
        }

        FieldPathOf(rule.GetString("fieldPath") ?? "", schema, path.Child("fieldPath"));
    }

    private void FieldPathOf(string text, Lazy<StructuralSchema> schema, FieldPath path)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (text.Trim().Length == 0)
        {
            errors.Invalid(path, text, "must be non-empty if specified");
        }

        if (HasBreak(text))
        {
            errors.Invalid(path, text, "must not contain line breaks");
        }

        if (FieldReference.Resolve(text, schema.Value, allowBrackets: true).Problem is not null)
        {
            errors.Invalid(path, text, "must be a valid path");
        }
    }

    private static bool HasBreak(string text) => text.AsSpan().ContainsAny('\n', '\r');

    private static ReadOnlySpan<DocMap.Entry> Entries(DocMap? map) => map is null ? [] : map.Entries;
}
