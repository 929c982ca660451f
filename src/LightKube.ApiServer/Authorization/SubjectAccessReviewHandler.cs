using LightKube.Api.Authorization.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Authorization;

/// <summary>SubjectAccessReview: may that user? And LocalSubjectAccessReview, the same within one namespace.</summary>
public sealed class SubjectAccessReviewHandler : ICreateOnlyHandler
{
    private readonly IAuthorizer _authorizer;

    private SubjectAccessReviewHandler(IAuthorizer authorizer, KindSchema kind)
    {
        _authorizer = authorizer;
        Kind = kind;
    }

    public KindSchema Kind { get; }

    public static SubjectAccessReviewHandler ForCluster(IAuthorizer authorizer) => new(authorizer, SubjectAccessReview.Schema);

    public static SubjectAccessReviewHandler ForNamespace(IAuthorizer authorizer) => new(authorizer, LocalSubjectAccessReview.Schema);

    public Document Answer(UserInfo user, Document question)
    {
        var spec = question.Root.GetMap("spec") ?? new DocMap();
        var subject = UserDocument.OfSpec(spec);
        if (subject.Name.Length == 0 && subject.Groups.Count == 0)
        {
            throw ApiException.Invalid(Kind, "", [new StatusCause(
                "FieldValueInvalid", "Invalid value: \"\": at least one of user or group must be specified", "spec.user")]);
        }

        var attributes = AccessReview.Attributes(subject, question);
        if (Kind.Namespaced && (!attributes.IsResourceRequest || attributes.Namespace != question.Namespace))
        {
            throw ApiException.BadRequest(
                $"spec.resourceAttributes.namespace must match namespace: {question.Namespace}; a LocalSubjectAccessReview asks about its own namespace only");
        }

        return AccessReview.Answer(question, _authorizer.Authorize(attributes));
    }
}
