using LightKube.Api.Authorization.V1;
using LightKube.Api.Documents;
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

    public Document Answer(UserInfo user, Document question) => throw new NotSupportedException("an authorizer may have to ask elsewhere");

    public async ValueTask<Document> AnswerAsync(UserInfo user, Document question, CancellationToken cancel)
    {
        AccessReview.Validate(question, namesSubject: true);
        var subject = UserDocument.OfSpec(question.Root.GetMap("spec") ?? new DocMap());
        return AccessReview.Answer(question, await _authorizer.AuthorizeAsync(AccessReview.Attributes(subject, question), cancel));
    }
}
