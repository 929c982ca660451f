using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;

namespace LightKube.Api.CustomResources;

/// <summary>Lists of type set have each item once, lists of type map each key.</summary>
public static class ListTypes
{
    public static bool IsValid(DocMap root, StructuralSchema schema)
    {
        var errors = new FieldErrors();
        Check(root, schema, errors);
        return !errors.Any;
    }

    public static void Check(DocMap root, StructuralSchema schema, FieldErrors errors) => Check(root, schema, null, errors);

    private static void Check(Value value, StructuralSchema schema, FieldPath? path, FieldErrors errors)
    {
        if (value.AsMap is { } map)
        {
            foreach (ref readonly var entry in map.Entries)
            {
                if ((entry.Value.AsMap is not null || entry.Value.AsList is not null) && schema.Field(entry.Key) is { } field)
                {
                    var isNamed = schema.Property(entry.Key) is not null;
                    Check(entry.Value, field, path is null ? FieldPath.Of(entry.Key) : isNamed ? path.Child(entry.Key) : path.Key(entry.Key), errors);
                }
            }
        }
        else if (value.AsList is { } list && path is not null)
        {
            CheckList(list, schema, path, errors);
            for (var i = 0; i < list.Count && schema.Items is not null; i++)
            {
                if (list[i].AsMap is not null || list[i].AsList is not null)
                {
                    Check(list[i], schema.Items, path.Index(i), errors);
                }
            }
        }
    }

    private static void CheckList(DocList list, StructuralSchema schema, FieldPath path, FieldErrors errors)
    {
        if (schema.ListType is not ("set" or "map"))
        {
            return;
        }

        for (var i = 0; i < list.Count && schema.ListType == "map"; i++)
        {
            if (!list[i].IsNull && list[i].AsMap is null)
            {
                errors.Invalid(path.Index(i), list[i], "must be an object for an array of list-type map");
                return;
            }
        }

        var seen = new Dictionary<Value, int>(list.Count);
        for (var i = 0; i < list.Count && list.Count > 1; i++)
        {
            Value key = schema.ListType == "set" ? list[i] : KeyOf(list[i].AsMap, schema.ListKeys);
            var times = seen[key] = seen.GetValueOrDefault(key) + 1;
            if (times == 2)
            {
                errors.Duplicate(path.Index(i), key);
            }
        }
    }

    private static DocMap KeyOf(DocMap? item, IReadOnlyList<string> names)
    {
        var key = new DocMap(names.Count);
        foreach (var name in names)
        {
            if (item?[name] is { IsAbsent: false } value)
            {
                key.Set(name, value);
            }
        }

        return key;
    }
}
