using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Authorization;

/// <summary>What the three kinds of access review have in common: attributes from a spec, the decision into a status.</summary>
internal static class AccessReview
{
    /// <exception cref="ApiException">Not exactly one of resourceAttributes and nonResourceAttributes is given.</exception>
    public static AuthorizationAttributes Attributes(UserInfo user, Document question)
    {
        var spec = question.Root.GetMap("spec") ?? new DocMap();
        var resource = spec.GetMap("resourceAttributes");
        var path = spec.GetMap("nonResourceAttributes");
        if ((resource is null) == (path is null))
        {
            throw ApiException.Invalid(question.Schema, "", [new StatusCause(
                "FieldValueInvalid",
                "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified",
                "spec.resourceAttributes")]);
        }

        if (path is not null)
        {
            return AuthorizationAttributes.ForPath(user, path.GetString("verb") ?? "", path.GetString("path") ?? "");
        }

        return new AuthorizationAttributes
        {
            User = user,
            Verb = resource!.GetString("verb") ?? "",
            IsResourceRequest = true,
            Group = resource.GetString("group") ?? "",
            Version = resource.GetString("version") ?? "",
            Resource = resource.GetString("resource") ?? "",
            Subresource = resource.GetString("subresource") ?? "",
            Namespace = resource.GetString("namespace") ?? "",
            Name = resource.GetString("name") ?? "",
            FieldSelector = resource.GetMap("fieldSelector")?.GetString("rawSelector") ?? "",
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

        question.Root.Set("status", status);
        return question;
    }
}
