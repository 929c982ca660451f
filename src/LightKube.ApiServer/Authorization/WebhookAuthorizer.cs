using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tokens;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Authorization;

/// <summary>Asks a webhook, by a SubjectAccessReview, whether a user may do something. Answers count for a while.</summary>
/// <param name="client">Posts the question.</param>
/// <param name="options">Where to, when, and how long answers count.</param>
/// <param name="counts">How often it was asked.</param>
/// <param name="time">Against which times are measured.</param>
public sealed class WebhookAuthorizer(WebhookClient client, WebhookAuthorizerOptions options, WebhookAuthorizerCounts counts, TimeProvider time) : IAuthorizer
{
    /// <summary>Answers remembered a generation.</summary>
    private const int CacheCapacity = 8192;

    private sealed record Known(AuthorizationResult Result, long At);

    private readonly GenerationCache<CredentialHash, Known> _known = new(CacheCapacity);

    public bool MayWait => true;

    // Only expressions of policies ask this way, which cannot wait; all others await.
    public AuthorizationResult Authorize(in AuthorizationAttributes attributes) => AuthorizeAsync(attributes, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public ValueTask<AuthorizationResult> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancel)
    {
        if (options.Conditions is { } conditions)
        {
            var begin = time.GetTimestamp();
            var met = conditions.AreMet(attributes, out var error);
            counts.Evaluated(time.GetElapsedTime(begin), met, error);
            if (!met)
            {
                return new ValueTask<AuthorizationResult>(error.Length > 0 ? Failed(error) : AuthorizationResult.NoOpinion);
            }
        }

        var question = Question(attributes);
        var key = CredentialHash.Of(JsonDocumentWriter.ToBytes(question));
        return _known.TryGet(key, out var known) && time.GetElapsedTime(known.At) < LifeOf(known.Result)
            ? new ValueTask<AuthorizationResult>(known.Result)
            : AskAsync(key, question, cancel);
    }

    private async ValueTask<AuthorizationResult> AskAsync(CredentialHash key, DocMap question, CancellationToken cancel)
    {
        var begin = time.GetTimestamp();
        try
        {
            var result = Read(await client.AskAsync(options.Endpoint, question, options.Timeout, time, cancel));
            counts.Asked("success", time.GetElapsedTime(begin));
            if (LifeOf(result) > TimeSpan.Zero)
            {
                _known.Set(key, new Known(result, time.GetTimestamp()));
            }

            return result;
        }
        catch (WebhookException e)
        {
            var how = e.IsTimeout ? "timeout" : "error";
            counts.Asked(how, time.GetElapsedTime(begin));
            if (!options.DeniesOnFailure)
            {
                counts.PassedOn(how);
            }

            return Failed(e.Message);
        }
        catch (OperationCanceledException)
        {
            counts.Asked("canceled", time.GetElapsedTime(begin));
            throw;
        }
    }

    private TimeSpan LifeOf(in AuthorizationResult result) => result.IsAllowed ? options.AllowedLife : options.DeniedLife;

    private AuthorizationResult Failed(string error) =>
        new AuthorizationResult(options.DeniesOnFailure ? Decision.Deny : Decision.NoOpinion, "") { Error = error };

    private DocMap Question(in AuthorizationAttributes attributes)
    {
        var review = new DocMap();
        review.Set("kind", "SubjectAccessReview");
        review.Set("apiVersion", $"authorization.k8s.io/{options.Version}");
        review.GetOrAddMap("metadata").Set("creationTimestamp", Value.Null);
        var spec = review.GetOrAddMap("spec");
        if (attributes.IsResourceRequest)
        {
            spec.Set("resourceAttributes", AccessReviewAttributes.Resource(attributes));
        }
        else
        {
            spec.Set("nonResourceAttributes", AccessReviewAttributes.Path(attributes));
        }

        var user = UserDocument.Of(attributes.User);
        spec.Set("user", attributes.User.Name);
        spec.Set(options.Version == "v1beta1" ? "group" : "groups", user["groups"]);
        spec.Set("extra", user["extra"]);
        spec.Set("uid", user["uid"]);
        review.GetOrAddMap("status").Set("allowed", false);
        return review;
    }

    private static AuthorizationResult Read(DocMap review)
    {
        var status = review.GetMap("status") ?? new DocMap();
        var reason = status.GetString("reason") ?? "";
        return (status["allowed"].AsBool, status["denied"].AsBool) switch
        {
            (true, true) => AuthorizationResult.Deny(reason) with { Error = "webhook subject access review returned both allow and deny response" },
            (true, _) => AuthorizationResult.Allow(reason),
            (_, true) => AuthorizationResult.Deny(reason),
            _ => AuthorizationResult.None(reason),
        };
    }
}
