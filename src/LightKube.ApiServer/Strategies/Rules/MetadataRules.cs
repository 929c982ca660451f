using System.Text;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Strategies.Rules;

/// <summary>An object's metadata: name, labels, annotations, owners, finalizers.</summary>
internal static class MetadataRules
{
    /// <summary>All keys and values of the annotations together (apimachinery's TotalAnnotationSizeLimitB).</summary>
    private const int MaxAnnotations = 256 * 1024;

    public static void Validate(Document document, Func<string, string?> nameRule, FieldErrors errors)
    {
        var path = FieldPath.Metadata;
        var metadata = document.Root.GetMap("metadata") ?? new DocMap();
        var name = metadata.GetString("name") ?? "";
        if (name.Length == 0)
        {
            errors.Required(path.Child("name"), "name or generateName is required");
        }
        else if (nameRule(name) is { } problem)
        {
            errors.Invalid(path.Child("name"), name, problem);
        }

        Labels(metadata.GetMap("labels"), path.Child("labels"), errors);
        Annotations(metadata.GetMap("annotations"), path.Child("annotations"), errors);
        Owners(metadata.GetList("ownerReferences"), path.Child("ownerReferences"), errors);
        Finalizers(metadata.GetList("finalizers"), path.Child("finalizers"), errors);
    }

    public static void Labels(DocMap? labels, FieldPath path, FieldErrors errors)
    {
        foreach (var entry in (labels ?? new DocMap()).Entries)
        {
            if (NameRules.QualifiedName(entry.Key) is { } keyProblem)
            {
                errors.Invalid(path, entry.Key, keyProblem);
            }

            if (NameRules.LabelValue(entry.Value.AsString ?? "") is { } valueProblem)
            {
                errors.Invalid(path, entry.Value, valueProblem);
            }
        }
    }

    private static void Annotations(DocMap? annotations, FieldPath path, FieldErrors errors)
    {
        var size = 0L;
        foreach (var entry in (annotations ?? new DocMap()).Entries)
        {
            if (NameRules.QualifiedName(entry.Key.ToLowerInvariant()) is { } problem)
            {
                errors.Invalid(path, entry.Key, problem);
            }

            size += Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value.AsString ?? "");
        }

        if (size > MaxAnnotations)
        {
            errors.TooLong(path, MaxAnnotations);
        }
    }

    private static void Owners(DocList? owners, FieldPath path, FieldErrors errors)
    {
        string? controller = null;
        for (var i = 0; i < (owners?.Count ?? 0); i++)
        {
            var owner = owners![i].AsMap ?? new DocMap();
            var at = path.Index(i);
            foreach (var key in new[] { "apiVersion", "kind", "name", "uid" })
            {
                if (string.IsNullOrEmpty(owner.GetString(key)))
                {
                    errors.Invalid(at.Child(key), owner.GetString(key) ?? "", key == "apiVersion" ? "version must not be empty" : $"{key} must not be empty");
                }
            }

            if (owner["controller"].AsBool != true)
            {
                continue;
            }

            var name = $"{owner.GetString("kind")}/{owner.GetString("name")}";
            if (controller is not null)
            {
                errors.Invalid(path, owners, $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {name}");
            }

            controller = name;
        }
    }

    private static void Finalizers(DocList? finalizers, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < (finalizers?.Count ?? 0); i++)
        {
            var finalizer = finalizers![i].AsString ?? "";
            if (NameRules.QualifiedName(finalizer) is { } problem)
            {
                errors.Invalid(path, finalizer, problem);
            }
        }
    }
}
