using LightKube.Api.Authorization.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Authorization;

/// <summary>SelfSubjectAccessReview: may I? <c>kubectl auth can-i</c>.</summary>
public sealed class SelfSubjectAccessReviewHandler(IAuthorizer authorizer) : ICreateOnlyHandler
{
    public KindSchema Kind => SelfSubjectAccessReview.Schema;

    public Document Answer(UserInfo user, Document question) => throw new NotSupportedException("an authorizer may have to ask elsewhere");

    public async ValueTask<Document> AnswerAsync(UserInfo user, Document question, CancellationToken cancel)
    {
        AccessReview.Validate(question, namesSubject: false);
        return AccessReview.Answer(question, await authorizer.AuthorizeAsync(AccessReview.Attributes(user, question), cancel));
    }
}
