using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.Api.CustomResources.Definitions;

/// <summary>x-kubernetes-list-type and x-kubernetes-list-map-keys: what tells items apart must be there, and be a scalar.</summary>
internal static class ListRules
{
    public static void Check(DocMap schema, FieldPath path, FieldErrors errors)
    {
        var listType = schema.GetString("x-kubernetes-list-type");
        var items = schema.GetMap("items");
        if (listType is not null)
        {
            CheckType(schema, listType, items, path, errors);
        }

        var keys = schema.GetList("x-kubernetes-list-map-keys") ?? new DocList();
        if (keys.Count > 0 && listType != "map")
        {
            const string text = "must be map if x-kubernetes-list-map-keys is non-empty";
            var at = path.Child("x-kubernetes-list-type");
            if (listType is null)
            {
                errors.Required(at, text);
            }
            else
            {
                errors.Invalid(at, listType, text);
            }
        }

        if (listType == "map")
        {
            CheckMap(keys, schema, items, path, errors);
        }

        if (listType is "set" or "map" && items?["nullable"].AsBool == true)
        {
            errors.Forbidden(path.Child("items").Child("nullable"), $"cannot be nullable when x-kubernetes-list-type is {listType}");
        }
    }

    private static void CheckType(DocMap schema, string listType, DocMap? items, FieldPath path, FieldErrors errors)
    {
        var type = schema.GetString("type") ?? "";
        if (type != "array")
        {
            const string text = "must be array if x-kubernetes-list-type is specified";
            if (type.Length == 0)
            {
                errors.Required(path.Child("type"), text);
            }
            else
            {
                errors.Invalid(path.Child("type"), type, text);
            }
        }
        else if (listType == "set" && items is not null)
        {
            const string text = "must be atomic as item of a list with x-kubernetes-list-type=set";
            if (items.GetString("type") == "array" && items.GetString("x-kubernetes-list-type") is { } inner && inner != "atomic")
            {
                errors.Invalid(path.Child("items").Child("x-kubernetes-list-type"), inner, text);
            }
            else if (items.GetString("type") == "object" && items.GetString("x-kubernetes-map-type") != "atomic")
            {
                errors.Invalid(path.Child("items").Child("x-kubernetes-map-type"), items["x-kubernetes-map-type"], text);
            }
        }

        if (listType is not ("atomic" or "set" or "map"))
        {
            errors.NotSupported(path.Child("x-kubernetes-list-type"), listType, "atomic", "set", "map");
        }
    }

    private static void CheckMap(DocList keys, DocMap schema, DocMap? items, FieldPath path, FieldErrors errors)
    {
        if (keys.Count == 0)
        {
            errors.Required(path.Child("x-kubernetes-list-map-keys"), "must not be empty if x-kubernetes-list-type is map");
        }

        if (items is null)
        {
            if (schema.Contains("items"))
            {
                errors.Invalid(path.Child("items"), schema["items"], "must only have a single schema if x-kubernetes-list-type is map");
            }
            else
            {
                errors.Required(path.Child("items"), "must have a schema if x-kubernetes-list-type is map");
            }

            return;
        }

        if (items.GetString("type") != "object")
        {
            errors.Invalid(path.Child("items").Child("type"), items.GetString("type") ?? "", "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in keys.Items.ToArray())
        {
            var key = item.AsString ?? "";
            CheckKey(key, keys, items, path, errors);
            if (!seen.Add(key))
            {
                errors.Invalid(path.Child("x-kubernetes-list-map-keys"), keys, "must not contain duplicate entries");
            }
        }
    }

    private static void CheckKey(string key, DocList keys, DocMap items, FieldPath path, FieldErrors errors)
    {
        if (items.GetMap("properties")?.GetMap(key) is not { } property)
        {
            errors.Invalid(path.Child("x-kubernetes-list-map-keys"), keys, "entries must all be names of item properties");
            return;
        }

        var at = path.Child("items").Child("properties").Key(key);
        if (property.GetString("type") is "array" or "object")
        {
            errors.Invalid(at.Child("type"), items.GetString("type") ?? "", "must be a scalar type if parent array's x-kubernetes-list-type is map");
        }

        if (!property.Contains("default") && (items.GetList("required") ?? new DocList()).IndexOf(key) < 0)
        {
            errors.Required(at.Child("default"), "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
        }

        if (property["nullable"].AsBool == true)
        {
            errors.Forbidden(at.Child("nullable"), "this property is in x-kubernetes-list-map-keys, so it cannot be nullable");
        }
    }
}
