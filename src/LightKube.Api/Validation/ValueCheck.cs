using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.Api.Validation;

/// <summary>Required fields and enumerations, for the parts of an object that its author writes.</summary>
internal sealed class ValueCheck(FieldErrors errors)
{
    // Kubernetes marks more lists and numbers as required than it insists on: an empty list or a zero passes. These it insists on.
    private static readonly HashSet<(string Type, string Field)> NeverEmpty =
    [
        ("PodSpec", "containers"),
        ("ContainerPort", "containerPort"),
        ("ServicePort", "port"),
        ("HTTPIngressRuleValue", "paths"),
        ("CustomResourceDefinitionSpec", "versions"),
        ("HorizontalPodAutoscalerSpec", "maxReplicas"),
    ];

    public void Check(DocMap root, TypeSchema type)
    {
        foreach (var field in type.Fields)
        {
            if (field.Name is not ("metadata" or "status" or "apiVersion" or "kind"))
            {
                CheckField(root, type, field, null);
            }
        }
    }

    private void CheckAll(DocMap map, TypeSchema type, FieldPath path)
    {
        foreach (var field in type.Fields)
        {
            CheckField(map, type, field, path);
        }
    }

    private void CheckField(DocMap map, TypeSchema owner, FieldSchema field, FieldPath? parent)
    {
        var value = map[field.Name];
        if (IsMissing(value) && field.Required && IsInsistedOn(owner, field))
        {
            errors.Required(PathOf(field, parent));
            return;
        }

        if (!value.IsAbsentOrNull && (field.Enum is not null || field.Type.Kind is TypeKind.Object or TypeKind.Map or TypeKind.List))
        {
            CheckValue(value, field.Type, field.Enum, PathOf(field, parent));
        }
    }

    private void CheckValue(Value value, TypeSchema type, IReadOnlyList<string>? allowed, FieldPath path)
    {
        if (value.AsMap is { } map)
        {
            if (type.Kind == TypeKind.Object)
            {
                CheckAll(map, type, path);
            }
            else if (type.Kind == TypeKind.Map && type.Element!.Kind == TypeKind.Object)
            {
                foreach (ref readonly var entry in map.Entries)
                {
                    CheckValue(entry.Value, type.Element, null, path.Key(entry.Key));
                }
            }
        }
        else if (value.AsList is { } list && type.Kind == TypeKind.List && (type.Element!.Kind == TypeKind.Object || allowed is not null))
        {
            for (var i = 0; i < list.Count; i++)
            {
                CheckValue(list[i], type.Element, allowed, path.Index(i));
            }
        }
        else if (allowed is not null && value.AsString is { Length: > 0 } text && !allowed.Contains(text))
        {
            errors.NotSupported(path, text, allowed.Where(option => option.Length > 0).Order(StringComparer.Ordinal));
        }
    }

    private static FieldPath PathOf(FieldSchema field, FieldPath? parent) => parent?.Child(field.Name) ?? FieldPath.Of(field.Name);

    private static bool IsMissing(Value value) => value.IsAbsentOrNull || value.AsString is "" || value.AsList is { Count: 0 };

    private static bool IsInsistedOn(TypeSchema owner, FieldSchema field) =>
        field.Type.Kind is TypeKind.String or TypeKind.Object || NeverEmpty.Contains((owner.Name, field.Name));
}
