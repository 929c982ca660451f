using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;

namespace LightKube.Api.Validation;

/// <summary>The rules that the metadata of every object obeys.</summary>
public static class ObjectMetaValidation
{
    /// <summary>All keys and values of an object's annotations together, in bytes; Kubernetes' own limit.</summary>
    public const int MaxAnnotationBytes = 256 * 1024;

    private static readonly string[] Fixed = ["name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"];
    private static readonly string[] OwnerFields = ["kind", "name", "uid"];

    /// <summary>Checks an object that is to be stored.</summary>
    public static void Check(KindSchema kind, DocMap root, FieldErrors errors) => Check(kind, errors.Root(root)["metadata"]);

    /// <inheritdoc cref="Check(KindSchema, DocMap, FieldErrors)"/>
    public static void Check(KindSchema kind, Field metadata)
    {
        CheckNames(kind, metadata);
        metadata["generation"].BeNotNegative();
        metadata["labels"].BeLabels();
        CheckAnnotations(metadata["annotations"]);
        CheckOwners(metadata["ownerReferences"]);
        CheckFinalizers(metadata["finalizers"]);
        ManagedFieldsRules.Check(metadata["managedFields"]);
    }

    /// <summary>Checks what an update may not change.</summary>
    public static void CheckUpdate(DocMap newRoot, DocMap oldRoot, FieldErrors errors) =>
        CheckUpdate(errors.Root(newRoot)["metadata"], errors.Root(oldRoot)["metadata"]);

    /// <inheritdoc cref="CheckUpdate(DocMap, DocMap, FieldErrors)"/>
    public static void CheckUpdate(Field metadata, Field old)
    {
        if (old["deletionTimestamp"].IsSet)
        {
            CheckNoNewFinalizers(metadata["finalizers"], old["finalizers"]);
        }

        foreach (var name in Fixed)
        {
            metadata[name].BeUnchanged(old[name]);
        }
    }

    /// <summary>Checks the metadata of an object within another one, whose names may be any that fit a path.</summary>
    public static void CheckEmbedded(DocMap metadata, FieldPath path, FieldErrors errors)
    {
        var meta = errors.Root(new DocMap()).Below(path.ToString(), metadata);
        meta["generateName"].ObeyIfAny(NameRules.PathSegment);
        meta["name"].ObeyIfAny(NameRules.PathSegment);
        meta["namespace"].ObeyIfAny(NameRules.Dns1123Label);
        meta["labels"].BeLabels();
        CheckAnnotations(meta["annotations"]);
        CheckOwners(meta["ownerReferences"]);
        CheckFinalizers(meta["finalizers"]);
    }

    /// <summary>Checks labels, wherever they stand.</summary>
    public static void CheckLabels(DocMap? labels, FieldPath path, FieldErrors errors)
    {
        foreach (ref readonly var label in labels is null ? [] : labels.Entries)
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

    /// <summary>Keys and size of annotations.</summary>
    public static void CheckAnnotations(Field annotations)
    {
        var bytes = 0;
        foreach (ref readonly var annotation in annotations.Entries)
        {
            CheckAnnotationKey(annotation.Key, annotations);
            bytes += Encoding.UTF8.GetByteCount(annotation.Key) + Encoding.UTF8.GetByteCount(annotation.Value.AsString ?? "");
        }

        if (bytes > MaxAnnotationBytes)
        {
            annotations.TooLong(MaxAnnotationBytes);
        }
    }

    // Annotation keys may have capitals in their prefix; label keys may not.
    private static void CheckAnnotationKey(string key, Field annotations)
    {
        if (NameRules.QualifiedName(key).Count == 0)
        {
            return;
        }

        foreach (var problem in NameRules.QualifiedName(key.ToLowerInvariant()))
        {
            annotations.Invalid(key, problem);
        }
    }

    private static void CheckNames(KindSchema kind, Field metadata)
    {
        var rule = NameRules.For(kind);
        var prefix = metadata["generateName"];
        if (prefix.HasText)
        {
            prefix.Report(rule(WithoutLastDash(prefix.Text)));
        }

        var name = metadata["name"];
        if (name.HasText)
        {
            name.Obey(rule);
        }
        else
        {
            name.Required("name or generateName is required");
        }

        CheckNamespace(kind, metadata["namespace"]);
    }

    // What is generated ends in a letter or digit, so a dash at the end of the prefix is well.
    private static string WithoutLastDash(string prefix) => prefix is [_, .., '-'] ? prefix[..^2] + "a" : prefix;

    private static void CheckNamespace(KindSchema kind, Field space)
    {
        if (kind.Namespaced)
        {
            space.RequireAndObey(NameRules.Dns1123Label);
        }
        else if (space.HasText)
        {
            space.Forbidden("not allowed on this type");
        }
    }

    private static void CheckOwners(Field owners)
    {
        var controller = -1;
        for (var i = 0; i < owners.Count; i++)
        {
            CheckOwner(owners[i], owners);
            if (!owners[i]["controller"].IsTrue)
            {
                continue;
            }

            if (controller >= 0)
            {
                owners.Invalid(
                    "Only one reference can have Controller set to true. "
                    + $"Found \"true\" in references for {NameOf(owners[controller])} and {NameOf(owners[i])}");
            }
            else
            {
                controller = i;
            }
        }
    }

    private static string NameOf(Field owner) => $"{owner["kind"].Text}/{owner["name"].Text}";

    private static void CheckOwner(Field owner, Field owners)
    {
        var version = owner["apiVersion"].Text;
        if (version.Length == 0 || version.EndsWith('/') || version.IndexOf('/', StringComparison.Ordinal) != version.LastIndexOf('/'))
        {
            owners["apiVersion"].Invalid(version, "version must not be empty");
        }

        foreach (var name in OwnerFields)
        {
            if (!owner[name].HasText)
            {
                owners[name].Invalid("", "must not be empty");
            }
        }

        if (version == "v1" && owner["kind"].Text == "Event")
        {
            owners.Invalid(owner.Value, "/v1, Kind=Event is disallowed from being an owner");
        }
    }

    private static void CheckFinalizers(Field finalizers)
    {
        for (var i = 0; i < finalizers.Count; i++)
        {
            var name = finalizers[i].Text;
            foreach (var problem in NameRules.QualifiedName(name))
            {
                finalizers.Invalid(name, problem);
            }
        }

        if (finalizers.Contains("orphan") && finalizers.Contains("foregroundDeletion"))
        {
            finalizers.Invalid("finalizer orphan and foregroundDeletion cannot be both set");
        }
    }

    private static void CheckNoNewFinalizers(Field now, Field old)
    {
        List<string>? added = null;
        for (var i = 0; i < now.Count; i++)
        {
            if (!old.Contains(now[i].Text))
            {
                (added ??= []).Add($"\"{now[i].Text}\"");
            }
        }

        if (added is not null)
        {
            added.Sort(StringComparer.Ordinal);
            now.Forbidden($"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added)}}}");
        }
    }
}
