using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Authorization;

/// <summary>What the three kinds of access review have in common: rules of a spec, attributes from it, the decision into a status.</summary>
internal static class AccessReview
{
    /// <summary>Judges the spec, and that the object has no metadata: nothing is stored.</summary>
    /// <param name="question">The review.</param>
    /// <param name="namesSubject">Whether the spec says who is asked about.</param>
    /// <exception cref="ApiException">Invalid (422).</exception>
    public static void Validate(Document question, bool namesSubject)
    {
        var errors = new FieldErrors();
        var spec = question.Root.GetMap("spec") ?? new DocMap();
        var (resource, path) = (spec.GetMap("resourceAttributes"), spec.GetMap("nonResourceAttributes"));
        if (resource is not null && path is not null)
        {
            errors.Invalid(FieldPath.Spec.Child("nonResourceAttributes"), path, "cannot be specified in combination with resourceAttributes");
        }

        if (resource is null && path is null)
        {
            errors.Invalid(
                FieldPath.Spec.Child("resourceAttributes"), Value.Null, "exactly one of nonResourceAttributes or resourceAttributes must be specified");
        }

        if (namesSubject && UserDocument.OfSpec(spec) is { Name.Length: 0, Groups.Count: 0 })
        {
            errors.Invalid(FieldPath.Spec.Child("user"), "", "at least one of user or group must be specified");
        }

        AccessReviewSelectors.Validate(resource, errors);
        if (question.Schema.Namespaced)
        {
            ValidateLocal(question, resource, path, errors);
        }

        if (HasMetadata(question))
        {
            errors.Invalid(
                FieldPath.Metadata, question.Root["metadata"], question.Schema.Namespaced ? "must be empty except for namespace" : "must be empty");
        }

        errors.ThrowIfAny(question);
    }

    /// <summary>What is asked about. Validated before.</summary>
    public static AuthorizationAttributes Attributes(UserInfo user, Document question)
    {
        var spec = question.Root.GetMap("spec") ?? new DocMap();
        if (spec.GetMap("nonResourceAttributes") is { } path)
        {
            return AuthorizationAttributes.ForPath(user, path.GetString("verb") ?? "", path.GetString("path") ?? "");
        }

        var resource = spec.GetMap("resourceAttributes") ?? new DocMap();
        return new AuthorizationAttributes
        {
            User = user,
            Verb = resource.GetString("verb") ?? "",
            IsResourceRequest = true,
            Group = resource.GetString("group") ?? "",
            Version = resource.GetString("version") ?? "",
            Resource = resource.GetString("resource") ?? "",
            Subresource = resource.GetString("subresource") ?? "",
            Namespace = resource.GetString("namespace") ?? "",
            Name = resource.GetString("name") ?? "",
            FieldSelector = AccessReviewSelectors.FieldsOf(resource),
            LabelSelector = AccessReviewSelectors.LabelsOf(resource),
        };
    }

    public static Document Answer(Document question, AuthorizationResult result)
    {
        var status = new DocMap();
        status.Set("allowed", result.IsAllowed);
        if (result.Decision == Decision.Deny)
        {
            status.Set("denied", true);
        }

        if (result.Reason.Length > 0)
        {
            status.Set("reason", result.Reason);
        }

        var ignored = question.Root.GetMap("spec")?.GetMap("resourceAttributes") is { } resource ? AccessReviewSelectors.IgnoredOf(resource) : "";
        if (result.Error is not null || ignored.Length > 0)
        {
            status.Set("evaluationError", result.Error is null ? ignored : ignored.Length == 0 ? result.Error : $"{result.Error}; {ignored}");
        }

        question.Root.Set("status", status);
        return question;
    }

    private static void ValidateLocal(Document question, DocMap? resource, DocMap? path, FieldErrors errors)
    {
        if (resource is not null && (resource.GetString("namespace") ?? "") != question.Namespace)
        {
            errors.Invalid(FieldPath.Spec.Child("resourceAttributes").Child("namespace"), resource.GetString("namespace") ?? "", "must match metadata.namespace");
        }

        if (path is not null)
        {
            errors.Invalid(FieldPath.Spec.Child("nonResourceAttributes"), path, "disallowed on this kind of request");
        }
    }

    private static bool HasMetadata(Document question)
    {
        foreach (var entry in (question.Root.GetMap("metadata") ?? new DocMap()).Entries)
        {
            // Encoders write the time of nothing as null, and who asked is noted in managedFields.
            var isPlace = entry.Key == "namespace" && question.Schema.Namespaced;
            if (!isPlace && entry.Key != "managedFields" && !entry.Value.IsAbsentOrNull && entry.Value != (Value)"")
            {
                return true;
            }
        }

        return false;
    }
}
