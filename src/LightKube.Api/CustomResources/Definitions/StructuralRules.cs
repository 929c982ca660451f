using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Regexes;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>
/// A schema is structural when it states the type of every field outside of allOf, anyOf, oneOf and not, so that pruning and
/// defaults need not look into those. Errors come sorted, as upstream has them.
/// </summary>
internal sealed class StructuralRules
{
    private enum Level
    {
        Root,
        Item,
        Field,
    }

    // Forbidden in the branches of junctors: what they must hold is nothing.
    private static readonly (string Field, string Text)[] Forbidden =
    [
        ("type", "must be empty to be structural"),
        ("default", "must be undefined to be structural"),
        ("title", "must be empty to be structural"),
        ("description", "must be empty to be structural"),
        ("nullable", "must be false to be structural"),
        ("x-kubernetes-preserve-unknown-fields", "must be false to be structural"),
        ("x-kubernetes-embedded-resource", "must be false to be structural"),
        ("x-kubernetes-int-or-string", "must be false to be structural"),
        ("x-kubernetes-list-map-keys", "must be empty to be structural"),
        ("x-kubernetes-list-type", "must be undefined to be structural"),
        ("x-kubernetes-map-type", "must be undefined to be structural"),
        ("x-kubernetes-validations", "must be empty to be structural"),
    ];

    private readonly FieldErrors _found = new();

    public static void Check(DocMap schema, FieldPath path, FieldErrors errors)
    {
        var rules = new StructuralRules();
        rules.Invariants(schema, Level.Root, path);
        rules.Completeness(schema, schema, path, path);
        foreach (var cause in rules._found.Causes.OrderBy(static cause => $"{cause.Field}: {cause.Message}", StringComparer.Ordinal))
        {
            errors.Add(cause.Reason, cause.Message, cause.Field);
        }
    }

    private void Invariants(DocMap schema, Level level, FieldPath path)
    {
        var type = schema.GetString("type") ?? "";
        if (type == "array" && !schema.Contains("items"))
        {
            _found.Required(path.Child("items"), "must be specified");
        }

        if (schema.GetMap("items") is { } items)
        {
            Invariants(items, Level.Item, path.Child("items"));
        }

        foreach (ref readonly var property in Entries(schema.GetMap("properties")))
        {
            Invariants(property.Value.AsMap ?? new DocMap(), Level.Field, path.Child("properties").Key(property.Key));
        }

        Additional(schema, level, path);
        Extensions(schema, path);
        Junctors(schema, path, IsIntOrString(schema.GetList("anyOf")), IsIntOrString(schema.GetList("allOf")?.Items.ToArray().FirstOrDefault().AsMap?.GetList("anyOf")));
        TypeOf(schema, type, level, path);
        Metadata(schema, level, path);
    }

    private void Additional(DocMap schema, Level level, FieldPath path)
    {
        if (!schema.Contains("additionalProperties"))
        {
            return;
        }

        if (level == Level.Root)
        {
            _found.Forbidden(path.Child("additionalProperties"), "must not be used at the root");
        }

        if (schema.GetMap("additionalProperties") is { } rest)
        {
            Invariants(rest, Level.Field, path.Child("additionalProperties"));
        }

        if (IsTrue(schema, "x-kubernetes-embedded-resource"))
        {
            _found.Forbidden(path.Child("additionalProperties"), "must not be used if x-kubernetes-embedded-resource is set");
        }
    }

    private void Extensions(DocMap schema, FieldPath path)
    {
        if (!IsTrue(schema, "x-kubernetes-int-or-string"))
        {
            return;
        }

        foreach (var field in (ReadOnlySpan<string>)["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"])
        {
            if (IsTrue(schema, field))
            {
                _found.Invalid(path.Child(field), true, "must be false if x-kubernetes-int-or-string is true");
            }
        }
    }

    private void TypeOf(DocMap schema, string type, Level level, FieldPath path)
    {
        var at = path.Child("type");
        var isEmbedded = IsTrue(schema, "x-kubernetes-embedded-resource");
        var preserves = IsTrue(schema, "x-kubernetes-preserve-unknown-fields");
        if (isEmbedded && type != "object")
        {
            const string text = "must be object if x-kubernetes-embedded-resource is true";
            if (type.Length == 0)
            {
                _found.Required(at, text);
            }
            else
            {
                _found.Invalid(at, type, text);
            }
        }
        else if (type.Length == 0 && !IsTrue(schema, "x-kubernetes-int-or-string") && !preserves)
        {
            _found.Required(at, level switch
            {
                Level.Root => "must not be empty at the root",
                Level.Item => "must not be empty for specified array items",
                _ => "must not be empty for specified object fields",
            });
        }

        if (level == Level.Root && type.Length > 0 && type != "object")
        {
            _found.Invalid(at, type, "must be object at the root");
        }

        if (isEmbedded && !preserves && schema.GetMap("properties") is not { Count: > 0 })
        {
            _found.Required(path.Child("properties"), "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields");
        }
    }

    private void Metadata(DocMap schema, Level level, FieldPath path)
    {
        if (schema.GetMap("properties") is not { } properties)
        {
            return;
        }

        var isObject = level == Level.Root || IsTrue(schema, "x-kubernetes-embedded-resource");
        foreach (var name in (ReadOnlySpan<string>)["kind", "apiVersion"])
        {
            if (isObject && properties.GetMap(name) is { } field && field.GetString("type") != "string")
            {
                _found.Invalid(path.Child("properties").Key(name).Child("type"), field.GetString("type") ?? "", "must be string");
            }
        }

        if (properties.GetMap("metadata") is not { } metadata)
        {
            return;
        }

        var at = path.Child("properties").Key("metadata");
        if (isObject && metadata.GetString("type") != "object")
        {
            _found.Invalid(at.Child("type"), metadata.GetString("type") ?? "", "must be object");
        }

        if (level == Level.Root && !IsPlainMetadata(metadata))
        {
            _found.Forbidden(at, "must not specify anything other than name and generateName, but metadata is implicitly specified");
        }
    }

    private static bool IsPlainMetadata(DocMap metadata)
    {
        foreach (ref readonly var entry in metadata.Entries)
        {
            var plain = entry.Key switch
            {
                "type" or "default" => true,
                "properties" => OnlyNames(entry.Value.AsMap),
                _ => false,
            };
            if (!plain)
            {
                return false;
            }
        }

        return true;
    }

    private static bool OnlyNames(DocMap? properties)
    {
        foreach (ref readonly var property in Entries(properties))
        {
            if (property.Key is not ("name" or "generateName"))
            {
                return false;
            }
        }

        return true;
    }

    private void Junctors(DocMap schema, FieldPath path, bool skipAnyOf, bool skipFirstAllOf)
    {
        for (var i = 0; i < Count(schema, "anyOf") && !skipAnyOf; i++)
        {
            Branch(At(schema, "anyOf", i), path.Child("anyOf").Index(i), false);
        }

        for (var i = 0; i < Count(schema, "allOf"); i++)
        {
            Branch(At(schema, "allOf", i), path.Child("allOf").Index(i), skipFirstAllOf && i == 0);
        }

        for (var i = 0; i < Count(schema, "oneOf"); i++)
        {
            Branch(At(schema, "oneOf", i), path.Child("oneOf").Index(i), false);
        }

        if (schema.GetMap("not") is { } not)
        {
            Branch(not, path.Child("not"), false);
        }

        if (schema.GetString("pattern") is { Length: > 0 } pattern && Re2Regex.Problem(pattern) is { } problem)
        {
            _found.Invalid(path.Child("pattern"), pattern, $"must be a valid regular expression, but isn't: {problem}");
        }
    }

    private void Branch(DocMap branch, FieldPath path, bool skipAnyOf)
    {
        Junctors(branch, path, skipAnyOf, false);
        if (branch.GetMap("items") is { } items)
        {
            Branch(items, path.Child("items"), false);
        }

        foreach (ref readonly var property in Entries(branch.GetMap("properties")))
        {
            Branch(property.Value.AsMap ?? new DocMap(), path.Child("properties").Key(property.Key), false);
            if (property.Key == "metadata")
            {
                _found.Forbidden(path.Child("properties").Key("metadata"), "must not be specified in a nested context");
            }
        }

        if (branch["additionalProperties"] is { IsAbsent: false } rest && rest.AsBool != false)
        {
            _found.Forbidden(path.Child("additionalProperties"), "must be undefined to be structural");
        }

        foreach (var (field, text) in Forbidden)
        {
            if (branch[field] is { IsAbsent: false } value && value.AsBool != false && value.AsString is not "" && value.AsList is not { Count: 0 })
            {
                _found.Forbidden(path.Child(field), text);
            }
        }
    }

    // Whatever a branch constrains is defined outside of it.
    private void Completeness(DocMap constraints, DocMap? schema, FieldPath at, FieldPath of)
    {
        foreach (var junctor in (ReadOnlySpan<string>)["allOf", "anyOf", "oneOf"])
        {
            for (var i = 0; i < Count(constraints, junctor); i++)
            {
                BranchCompleteness(At(constraints, junctor, i), schema, at, of.Child(junctor).Index(i));
            }
        }

        if (constraints.GetMap("not") is { } not)
        {
            BranchCompleteness(not, schema, at, of.Child("not"));
        }
    }

    private void BranchCompleteness(DocMap branch, DocMap? schema, FieldPath at, FieldPath of)
    {
        if (schema is null)
        {
            _found.Required(at, $"because it is defined in {of}");
            return;
        }

        Completeness(branch, schema, at, of);
        if (branch.GetMap("items") is { } items)
        {
            BranchCompleteness(items, schema.GetMap("items"), at.Child("items"), of.Child("items"));
        }

        foreach (ref readonly var property in Entries(branch.GetMap("properties")))
        {
            BranchCompleteness(
                property.Value.AsMap ?? new DocMap(), schema.GetMap("properties")?.GetMap(property.Key),
                at.Child("properties").Key(property.Key), of.Child("properties").Key(property.Key));
        }
    }

    private static bool IsIntOrString(DocList? anyOf) =>
        anyOf is { Count: 2 } && anyOf[0].AsMap is { Count: 1 } first && anyOf[1].AsMap is { Count: 1 } second
        && first.GetString("type") == "integer" && second.GetString("type") == "string";

    private static bool IsTrue(DocMap schema, string field) => schema[field].AsBool == true;

    private static int Count(DocMap schema, string junctor) => schema.GetList(junctor)?.Count ?? 0;

    private static DocMap At(DocMap schema, string junctor, int index) => schema.GetList(junctor)![index].AsMap ?? new DocMap();

    private static ReadOnlySpan<DocMap.Entry> Entries(DocMap? map) => map is null ? [] : map.Entries;
}
