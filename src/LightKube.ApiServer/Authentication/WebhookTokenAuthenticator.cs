using LightKube.Api.Documents;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Authentication;

/// <summary>Asks a webhook whose token it is, by a TokenReview. Answers count for a while.</summary>
/// <param name="client">Posts the question.</param>
/// <param name="endpoint">Where to.</param>
/// <param name="life">How long answers count, refusals too.</param>
/// <param name="time">Against which that is measured.</param>
public sealed class WebhookTokenAuthenticator(WebhookClient client, WebhookEndpoint endpoint, TimeSpan life, TimeProvider time) : ITokenAuthenticator
{
    /// <summary>Answers remembered a generation.</summary>
    private const int CacheCapacity = 4096;

    /// <summary>For one question.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private sealed record Known(AuthenticationResult Result, long At);

    private readonly GenerationCache<CredentialHash, Known> _known = new(CacheCapacity);

    public async ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel)
    {
        var key = CredentialHash.Of($"{token}\n{string.Join('\n', audiences)}");
        if (_known.TryGet(key, out var known) && time.GetElapsedTime(known.At) < life)
        {
            return known.Result;
        }

        try
        {
            var result = Read(await client.PostAsync(endpoint, Question(token, audiences), AnswerWithin, cancel), audiences);
            _known.Set(key, new Known(result, time.GetTimestamp()));
            return result;
        }
        catch (WebhookException e)
        {
            // What is not known may be known at the next request.
            return AuthenticationResult.Failed($"the token webhook: {e.Message}");
        }
    }

    private static DocMap Question(string token, IReadOnlyList<string> audiences)
    {
        var review = new DocMap();
        review.Set("kind", "TokenReview");
        review.Set("apiVersion", "authentication.k8s.io/v1");
        review.GetOrAddMap("metadata").Set("creationTimestamp", Value.Null);
        var spec = review.GetOrAddMap("spec");
        spec.Set("token", token);
        if (audiences.Count > 0)
        {
            spec.Set("audiences", DocList.Of(audiences));
        }

        review.Set("status", new DocMap());
        return review;
    }

    private static AuthenticationResult Read(DocMap review, IReadOnlyList<string> asked)
    {
        var status = review.GetMap("status") ?? new DocMap();
        if (status["authenticated"].AsBool != true || status.GetMap("user") is not { } user)
        {
            return status.GetString("error") is { Length: > 0 } error ? AuthenticationResult.Failed($"the token webhook: {error}") : AuthenticationResult.Nothing;
        }

        // A webhook that knows nothing of audiences answers for this API alone.
        var answered = status.GetList("audiences") is { Count: > 0 } list ? Strings(list) : asked;
        var common = answered.Where(asked.Contains).ToList();
        return asked.Count > 0 && common.Count == 0
            ? AuthenticationResult.Failed($"the token is for [{string.Join(", ", answered)}], not for [{string.Join(", ", asked)}]")
            : AuthenticationResult.Of(UserOf(user), common);
    }

    private static UserInfo UserOf(DocMap user)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var entry in (user.GetMap("extra") ?? new DocMap()).Entries)
        {
            extra[entry.Key] = Strings(entry.Value.AsList ?? new DocList());
        }

        return new UserInfo(user.GetString("username") ?? "", Strings(user.GetList("groups") ?? new DocList()), user.GetString("uid") ?? "", extra);
    }

    private static List<string> Strings(DocList list) => [.. list.Items.ToArray().Select(item => item.AsString ?? "")];
}
