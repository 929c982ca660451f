using LightKube.Api.Authentication.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Authentication;
using UserInfo = LightKube.ApiServer.Authentication.UserInfo;

namespace LightKube.ApiServer.Tokens;

/// <summary>TokenReview: whose token is this? Asked by components that are shown a token, such as a kubelet.</summary>
/// <param name="tokens">Judges tokens for any audience.</param>
/// <param name="others">Judge tokens that mean this API alone, such as join tokens.</param>
/// <param name="remote">Asked about tokens that none of the former knows.</param>
/// <param name="options">For the audiences when none are asked for.</param>
public sealed class TokenReviewHandler(
    ServiceAccountAuthenticator tokens,
    IReadOnlyList<IAuthenticator> others,
    IReadOnlyList<ITokenAuthenticator> remote,
    ServiceAccountTokenOptions options) : ICreateOnlyHandler
{
    public KindSchema Kind => TokenReview.Schema;

    public Document Answer(UserInfo user, Document question) => throw new NotSupportedException("a token may have to be asked about elsewhere");

    public async ValueTask<Document> AnswerAsync(UserInfo user, Document question, CancellationToken cancel)
    {
        var spec = new TokenReviewSpec(question.Root.GetOrAddMap("spec"));
        if (spec.Token.Length == 0)
        {
            throw ApiException.BadRequest("token is required for TokenReview in authentication");
        }

        IReadOnlyList<string> audiences = spec.Audiences.Count > 0 ? [.. spec.Audiences] : options.ApiAudiences;
        var result = await JudgeAsync(spec.Token, audiences, cancel);
        var status = new DocMap();
        if (result.User is { } found)
        {
            status.Set("authenticated", true);
            status.Set("user", UserDocument.Of(found.WithGroup(UserNames.Authenticated)));
            if (result.Audiences.Count > 0)
            {
                status.Set("audiences", DocList.Of(result.Audiences));
            }
        }
        else
        {
            status.Set("user", new DocMap());
            status.Set("error", result.Error ?? "invalid bearer token");
        }

        question.Root.Set("status", status);
        return question;
    }

    private async ValueTask<AuthenticationResult> JudgeAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel)
    {
        var result = JudgeHere(token, audiences);
        foreach (var authenticator in result.IsAuthenticated ? [] : remote)
        {
            var answer = await authenticator.AuthenticateAsync(token, audiences, cancel);
            if (answer.IsAuthenticated)
            {
                return answer;
            }

            result = answer.Error is null ? result : answer;
        }

        return result;
    }

    private AuthenticationResult JudgeHere(string token, IReadOnlyList<string> audiences)
    {
        var result = tokens.Authenticate(token, audiences);
        if (result != AuthenticationResult.Nothing || !audiences.Any(options.ApiAudiences.Contains))
        {
            return result;
        }

        var request = new AuthenticationRequest(null, token, null);
        foreach (var other in others)
        {
            result = other.Authenticate(request);
            if (result.User is { } user)
            {
                return AuthenticationResult.Of(user, [.. audiences.Where(options.ApiAudiences.Contains)]) with { Warning = result.Warning };
            }
        }

        return result;
    }
}
