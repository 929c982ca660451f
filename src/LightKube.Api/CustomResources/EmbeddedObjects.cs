using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Validation;

namespace LightKube.Api.CustomResources;

/// <summary>The rules of objects embedded in custom ones: they have a type, and metadata as any object's.</summary>
public static class EmbeddedObjects
{
    public static void Check(DocMap root, StructuralSchema schema, FieldErrors errors) => Check(root, schema, null, errors);

    private static void Check(Value value, StructuralSchema schema, FieldPath? path, FieldErrors errors)
    {
        if (value.AsMap is { } map)
        {
            if (schema.IsEmbedded && path is not null)
            {
                CheckObject(map, path, errors);
            }

            foreach (ref readonly var entry in map.Entries)
            {
                if ((entry.Value.AsMap is not null || entry.Value.AsList is not null) && schema.Field(entry.Key) is { } field)
                {
                    var isNamed = schema.Property(entry.Key) is not null;
                    Check(entry.Value, field, path is null ? FieldPath.Of(entry.Key) : isNamed ? path.Child(entry.Key) : path.Key(entry.Key), errors);
                }
            }
        }
        else if (value.AsList is { } list && schema.Items is not null && path is not null)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Check(list[i], schema.Items, path.Index(i), errors);
            }
        }
    }

    private static void CheckObject(DocMap map, FieldPath path, FieldErrors errors)
    {
        CheckApiVersion(map["apiVersion"], path.Child("apiVersion"), errors);
        CheckKind(map["kind"], path.Child("kind"), errors);
        if (map.GetMap("metadata") is { } metadata)
        {
            ObjectMetaValidation.CheckEmbedded(metadata, path.Child("metadata"), errors);
        }
    }

    private static void CheckApiVersion(Value value, FieldPath path, FieldErrors errors)
    {
        if (value.IsAbsent)
        {
            errors.Required(path);
        }
        else if (value.AsString is not { } text)
        {
            errors.Invalid(path, value, "must be a string");
        }
        else if (text.Length == 0)
        {
            errors.Invalid(path, text, "must not be empty");
        }
        else if (text.Count(static c => c == '/') > 1)
        {
            errors.Invalid(path, text, $"unexpected GroupVersion string: {text}");
        }
    }

    private static void CheckKind(Value value, FieldPath path, FieldErrors errors)
    {
        if (value.IsAbsent)
        {
            errors.Required(path);
        }
        else if (value.AsString is not { } text)
        {
            errors.Invalid(path, value, "must be a string");
        }
        else if (text.Length == 0)
        {
            errors.Invalid(path, text, "must not be empty");
        }
        else if (NameRules.Dns1035Label(text.ToLowerInvariant()) is { Count: > 0 } problems)
        {
            errors.Invalid(path, text, $"may have mixed case, but should otherwise match: {string.Join(",", problems)}");
        }
    }
}
