using System.Collections.Concurrent;
using LightKube.Api.Documents;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Authentication;

/// <summary>Asks a webhook whose token it is, by a TokenReview. Answers count for a while.</summary>
/// <param name="client">Posts the question.</param>
/// <param name="options">Where to, and how long answers count.</param>
/// <param name="apiAudiences">This API's own names: for them a token is that the webhook names no audience of.</param>
/// <param name="time">Against which times are measured.</param>
public sealed class WebhookTokenAuthenticator(WebhookClient client, WebhookTokenOptions options, IReadOnlyList<string> apiAudiences, TimeProvider time) : ITokenAuthenticator
{
    /// <summary>Answers remembered a generation.</summary>
    private const int CacheCapacity = 4096;

    /// <summary>For one question; Kubernetes' number.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private sealed record Known(AuthenticationResult Result, long At);

    private readonly GenerationCache<CredentialHash, Known> _known = new(CacheCapacity);

    // Many requests with one new token ask once. The question goes on when the first of them is given up.
    private readonly ConcurrentDictionary<CredentialHash, Task<AuthenticationResult>> _asking = new();

    public ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel)
    {
        var key = CredentialHash.Of($"{token}\n{string.Join('\n', audiences)}");
        return _known.TryGet(key, out var known) && time.GetElapsedTime(known.At) < options.CacheLife
            ? new ValueTask<AuthenticationResult>(known.Result)
            : new ValueTask<AuthenticationResult>(JoinAsync(key, token, audiences).WaitAsync(cancel));
    }

    private Task<AuthenticationResult> JoinAsync(CredentialHash key, string token, IReadOnlyList<string> audiences)
    {
        var started = new TaskCompletionSource<AuthenticationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asking = _asking.GetOrAdd(key, started.Task);
        if (ReferenceEquals(asking, started.Task))
        {
            _ = AskAsync(key, token, audiences, started);
        }

        return asking;
    }

    private async Task AskAsync(CredentialHash key, string token, IReadOnlyList<string> audiences, TaskCompletionSource<AuthenticationResult> answered)
    {
        AuthenticationResult result;
        try
        {
            result = Read(await client.AskAsync(options.Endpoint, Question(token, audiences), AnswerWithin, time, CancellationToken.None), audiences);
        }
        catch (WebhookException e)
        {
            result = AuthenticationResult.Failed($"the token webhook: {e.Message}");
        }
        catch (Exception e)
        {
            // A fault, which whoever waits gets to see.
            _asking.TryRemove(key, out _);
            answered.SetException(e);
            return;
        }

        // An error may be gone at the next request.
        if (result.Error is null)
        {
            _known.Set(key, new Known(result, time.GetTimestamp()));
        }

        _asking.TryRemove(key, out _);
        answered.SetResult(result);
    }

    private DocMap Question(string token, IReadOnlyList<string> audiences)
    {
        var review = new DocMap();
        review.Set("kind", "TokenReview");
        review.Set("apiVersion", $"authentication.k8s.io/{options.Version}");
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

    // An error may pass; that nobody knows the token, or that it is for others, counts for a while.
    private AuthenticationResult Read(DocMap review, IReadOnlyList<string> asked)
    {
        var status = review.GetMap("status") ?? new DocMap();
        var answered = status.GetList("audiences") is { Count: > 0 } list ? Strings(list) : apiAudiences;
        var common = asked.Where(answered.Contains).ToList();
        if (asked.Count > 0 && common.Count == 0)
        {
            return AuthenticationResult.Nothing;
        }

        if (status["authenticated"].AsBool == true && status.GetMap("user") is { } user)
        {
            return AuthenticationResult.Of(UserOf(user), common);
        }

        return status.GetString("error") is { Length: > 0 } error ? AuthenticationResult.Failed($"the token webhook: {error}") : AuthenticationResult.Nothing;
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
