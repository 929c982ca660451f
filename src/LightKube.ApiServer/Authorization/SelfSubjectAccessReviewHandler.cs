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

    public Document Answer(UserInfo user, Document question)
    {
        AccessReview.Validate(question, namesSubject: false);
        return AccessReview.Answer(question, authorizer.Authorize(AccessReview.Attributes(user, question)));
    }
}
