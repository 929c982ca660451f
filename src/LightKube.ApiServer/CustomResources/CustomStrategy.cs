using LightKube.Api.Apply;
using LightKube.Api.CustomResources;
using LightKube.Api.CustomResources.Rules;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;
using LightKube.ApiServer.Strategies;

namespace LightKube.ApiServer.CustomResources;

/// <summary>The rules of custom kinds: those that their schemas state, and what holds for every kind.</summary>
/// <param name="kind">The kind at the served version.</param>
/// <param name="isTerminating">Its definition is being deleted: no new objects.</param>
internal sealed class CustomStrategy(KindSchema kind, bool isTerminating) : IKindStrategy
{
    private readonly CustomKind _custom = kind.Custom!;

    public bool AllowsUnconditionalUpdate => false;

    public void SetDefaults(Document document)
    {
        // The schema's are all there are.
    }

    public void PrepareForCreate(Document document)
    {
        if (isTerminating)
        {
            throw ApiException.Forbidden(kind, document.Name, "create not allowed while custom resource definition is terminating");
        }

        if (_custom.HasStatus)
        {
            document.Root.Remove("status");
        }

        document.Metadata.Generation = 1;
    }

    public FieldFilter? OwnedFields(string subresource) =>
        subresource.Length > 0 ? EndpointFields.Of(kind, subresource) : _custom.HasStatus ? EndpointFields.AllButStatus : FieldFilter.All;

    public void PrepareForUpdate(Document document, Document old, string subresource)
    {
        if (subresource == "status")
        {
            KeepAllButStatus(document, old);
            return;
        }

        if (_custom.HasStatus)
        {
            document.Root.Set("status", old.Root["status"].DeepClone());
        }

        if (DiffersBeyondMetadata(document.Root, old.Root))
        {
            document.Metadata.Generation = old.Metadata.Generation + 1;
        }
    }

    public void Validate(Document document, FieldErrors errors)
    {
        ValueValidation.Check(document.Root, default, _custom.Schema, errors);
        CheckRest(document, errors, specToo: true);
        ListTypes.Check(document.Root, _custom.Schema, errors);
        CheckRules(document, default, errors);
    }

    public void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (subresource == "status")
        {
            ValidateStatus(document, old, errors);
        }
        else
        {
            ValueValidation.Check(document.Root, old.Root, _custom.Schema, errors);
            CheckRest(document, errors, specToo: true);
        }

        // Lists that had duplicates before may keep them.
        if (ListTypes.IsValid(old.Root, _custom.Schema))
        {
            ListTypes.Check(document.Root, _custom.Schema, errors);
        }

        CheckRules(document, old.Root, errors);
    }

    public IEnumerable<string> Warnings(Document document)
    {
        foreach (var finalizer in document.Metadata.Finalizers)
        {
            if (!finalizer.Contains('/', StringComparison.Ordinal) && finalizer is not ("orphan" or "foregroundDeletion" or "kubernetes"))
            {
                var path = finalizer.Contains('.', StringComparison.Ordinal) ? " including a path (/)" : "";
                yield return $"metadata.finalizers: \"{finalizer}\": prefer a domain-qualified finalizer name{path} to avoid accidental conflicts with other finalizer writers";
            }
        }
    }

    // Rules are written for values of the right type and a bounded size.
    private void CheckRules(Document document, Value old, FieldErrors errors)
    {
        if (_custom.Rules is not { } rules)
        {
            return;
        }

        if (errors.Causes.Any(static cause => cause.Reason is
            "FieldValueNotSupported" or "FieldValueRequired" or "FieldValueTooLong" or "FieldValueTooMany" or "FieldValueTypeInvalid"))
        {
            errors.Add("FieldValueInvalid", "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation", "<nil>");
            return;
        }

        RuleEvaluation.Check(rules, document.Root, old, errors);
    }

    private void ValidateStatus(Document document, Document old, FieldErrors errors)
    {
        var status = document.Root["status"];
        if (!status.IsAbsent && _custom.Schema.Property("status") is { } schema)
        {
            ValueValidation.Check(status, old.Root["status"], schema, errors, "status");
        }

        CheckRest(document, errors, specToo: false);
    }

    private void CheckRest(Document document, FieldErrors errors, bool specToo)
    {
        if (_custom.Scale is { } paths)
        {
            CustomScale.Check(document.Root, paths, specToo, errors);
        }

        if (_custom.HasEmbedded)
        {
            EmbeddedObjects.Check(document.Root, _custom.Schema, errors);
        }
    }

    // Whoever reports status changes nothing else, not even metadata.
    private static void KeepAllButStatus(Document document, Document old)
    {
        var root = document.Root;
        var status = root["status"];
        var managedFields = root.GetMap("metadata")?["managedFields"] ?? default;
        root.Clear();
        foreach (ref readonly var entry in old.Root.Entries)
        {
            root.Set(entry.Key, entry.Value.DeepClone());
        }

        root.GetOrAddMap("metadata").Set("managedFields", managedFields);
        root.Set("status", status);
    }

    private static bool DiffersBeyondMetadata(DocMap root, DocMap old)
    {
        foreach (ref readonly var entry in root.Entries)
        {
            if (entry.Key != "metadata" && entry.Value != old[entry.Key])
            {
                return true;
            }
        }

        foreach (ref readonly var entry in old.Entries)
        {
            if (!root.Contains(entry.Key))
            {
                return true;
            }
        }

        return false;
    }
}
