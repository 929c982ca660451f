using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.Api.Validation;

/// <summary>The rules that the metadata of every object obeys.</summary>
public static class ObjectMetaValidation
{
    /// <summary>All keys and values of an object's annotations together, in bytes; Kubernetes' own limit.</summary>
    public const int MaxAnnotationBytes = 256 * 1024;

    private static readonly FieldPath Name = FieldPath.Metadata.Child("name");
    private static readonly FieldPath GenerateName = FieldPath.Metadata.Child("generateName");
    private static readonly FieldPath Namespace = FieldPath.Metadata.Child("namespace");
    private static readonly FieldPath Generation = FieldPath.Metadata.Child("generation");
    private static readonly FieldPath Labels = FieldPath.Metadata.Child("labels");
    private static readonly FieldPath Annotations = FieldPath.Metadata.Child("annotations");
    private static readonly FieldPath OwnerReferences = FieldPath.Metadata.Child("ownerReferences");
    private static readonly FieldPath Finalizers = FieldPath.Metadata.Child("finalizers");

    /// <summary>Checks an object that is to be stored.</summary>
    public static void Check(KindSchema kind, DocMap root, FieldErrors errors)
    {
        var metadata = root.GetMap("metadata") ?? new DocMap();
        CheckNames(kind, metadata, errors);
        if (metadata["generation"].AsInt is < 0 and { } generation)
        {
            errors.Invalid(Generation, generation, "must be greater than or equal to 0");
        }

        CheckLabels(metadata.GetMap("labels"), Labels, errors);
        CheckAnnotations(metadata.GetMap("annotations"), Annotations, errors);
        CheckOwners(metadata.GetList("ownerReferences"), OwnerReferences, errors);
        CheckFinalizers(metadata.GetList("finalizers"), Finalizers, errors);
        ManagedFieldsRules.Check(metadata.GetList("managedFields"), errors);
    }

    /// <summary>Checks what an update may not change.</summary>
    public static void CheckUpdate(DocMap newRoot, DocMap oldRoot, FieldErrors errors)
    {
        var now = newRoot.GetMap("metadata") ?? new DocMap();
        var old = oldRoot.GetMap("metadata") ?? new DocMap();
        foreach (var field in (ReadOnlySpan<string>)["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"])
        {
            if (now[field] != old[field])
            {
                errors.Invalid(FieldPath.Metadata.Child(field), now[field].AsString ?? now[field].ToString(), "field is immutable");
            }
        }

        if (!old["deletionTimestamp"].IsAbsentOrNull)
        {
            CheckNoNewFinalizers(now.GetList("finalizers"), old.GetList("finalizers"), errors);
        }
    }

    /// <summary>Checks the metadata of an object within another one, whose names may be any that fit a path.</summary>
    public static void CheckEmbedded(DocMap metadata, FieldPath path, FieldErrors errors)
    {
        foreach (var field in (ReadOnlySpan<string>)["generateName", "name"])
        {
            foreach (var error in NameRules.PathSegment(metadata.GetString(field) ?? ""))
            {
                errors.Invalid(path.Child(field), metadata.GetString(field), error);
            }
        }

        if (metadata.GetString("namespace") is { Length: > 0 } space)
        {
            foreach (var error in NameRules.Dns1123Label(space))
            {
                errors.Invalid(path.Child("namespace"), space, error);
            }
        }

        CheckLabels(metadata.GetMap("labels"), path.Child("labels"), errors);
        CheckAnnotations(metadata.GetMap("annotations"), path.Child("annotations"), errors);
        CheckOwners(metadata.GetList("ownerReferences"), path.Child("ownerReferences"), errors);
        CheckFinalizers(metadata.GetList("finalizers"), path.Child("finalizers"), errors);
    }

    /// <summary>Checks labels, wherever they stand.</summary>
    public static void CheckLabels(DocMap? labels, FieldPath path, FieldErrors errors)
    {
        foreach (ref readonly var label in Entries(labels))
        {
            foreach (var error in NameRules.QualifiedName(label.Key))
            {
                errors.Invalid(path, label.Key, error);
            }

            var value = label.Value.AsString ?? "";
            foreach (var error in NameRules.LabelValue(value))
            {
                errors.Invalid(path, value, error);
            }
        }
    }

    private static void CheckNames(KindSchema kind, DocMap metadata, FieldErrors errors)
    {
        var rule = NameRules.For(kind);
        var prefix = metadata.GetString("generateName") ?? "";
        if (prefix.Length > 0)
        {
            // What is generated ends in a letter or digit, so a dash at the end of the prefix is well.
            foreach (var error in rule(prefix.EndsWith('-') ? prefix[..^1] + "a" : prefix))
            {
                errors.Invalid(GenerateName, prefix, error);
            }
        }

        var name = metadata.GetString("name") ?? "";
        if (name.Length == 0)
        {
            errors.Required(Name, "name or generateName is required");
        }
        else
        {
            foreach (var error in rule(name))
            {
                errors.Invalid(Name, name, error);
            }
        }

        CheckNamespace(kind, metadata.GetString("namespace") ?? "", errors);
    }

    private static void CheckNamespace(KindSchema kind, string space, FieldErrors errors)
    {
        if (!kind.Namespaced)
        {
            if (space.Length > 0)
            {
                errors.Forbidden(Namespace, "not allowed on this type");
            }

            return;
        }

        if (space.Length == 0)
        {
            errors.Required(Namespace);
            return;
        }

        foreach (var error in NameRules.Dns1123Label(space))
        {
            errors.Invalid(Namespace, space, error);
        }
    }

    private static void CheckAnnotations(DocMap? annotations, FieldPath path, FieldErrors errors)
    {
        var bytes = 0;
        foreach (ref readonly var annotation in Entries(annotations))
        {
            // Annotation keys may have capitals in their prefix; label keys may not.
            foreach (var error in NameRules.QualifiedName(annotation.Key.ToLowerInvariant()))
            {
                errors.Invalid(path, annotation.Key, error);
            }

            bytes += System.Text.Encoding.UTF8.GetByteCount(annotation.Key) + System.Text.Encoding.UTF8.GetByteCount(annotation.Value.AsString ?? "");
        }

        if (bytes > MaxAnnotationBytes)
        {
            errors.TooLong(path, MaxAnnotationBytes);
        }
    }

    private static void CheckOwners(DocList? owners, FieldPath path, FieldErrors errors)
    {
        string? controller = null;
        for (var i = 0; i < (owners?.Count ?? 0); i++)
        {
            var owner = owners![i].AsMap ?? new DocMap();
            foreach (var field in (ReadOnlySpan<string>)["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.GetString(field)))
                {
                    errors.Invalid(path.Index(i).Child(field), "", "must not be empty");
                }
            }

            if (owner["controller"].AsBool == true)
            {
                if (controller is not null)
                {
                    errors.Invalid(path, owner.GetString("name") ?? "",
                        $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {owner.GetString("kind")}");
                }

                controller ??= owner.GetString("kind") ?? "";
            }
        }
    }

    private static void CheckFinalizers(DocList? finalizers, FieldPath path, FieldErrors errors)
    {
        if (finalizers is null)
        {
            return;
        }

        foreach (ref readonly var item in finalizers.Items)
        {
            var name = item.AsString ?? "";
            foreach (var error in NameRules.QualifiedName(name))
            {
                errors.Invalid(path, name, error);
            }
        }

        if (finalizers.IndexOf("orphan") >= 0 && finalizers.IndexOf("foregroundDeletion") >= 0)
        {
            errors.Invalid(path, finalizers.ToString(), "finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    private static void CheckNoNewFinalizers(DocList? now, DocList? old, FieldErrors errors)
    {
        var added = (now ?? new DocList()).Items.ToArray().Where(item => old is null || old.IndexOf(item) < 0).Select(item => item.ToString()).ToList();
        if (added.Count > 0)
        {
            errors.Forbidden(Finalizers,
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added)}}}");
        }
    }

    private static ReadOnlySpan<DocMap.Entry> Entries(DocMap? map) => map is null ? [] : map.Entries;
}
