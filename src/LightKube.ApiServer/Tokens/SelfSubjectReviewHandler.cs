using LightKube.Api.Authentication.V1;
using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using UserInfo = LightKube.ApiServer.Authentication.UserInfo;

namespace LightKube.ApiServer.Tokens;

/// <summary>SelfSubjectReview: who am I? <c>kubectl auth whoami</c>.</summary>
public sealed class SelfSubjectReviewHandler(TimeProvider time) : ICreateOnlyHandler
{
    public KindSchema Kind => SelfSubjectReview.Schema;

    public Document Answer(UserInfo user, Document question)
    {
        question.Metadata.CreationTimestamp = time.GetUtcNow();
        var status = new DocMap();
        status.Set("userInfo", UserDocument.Of(user));
        question.Root.Set("status", status);
        return question;
    }
}
