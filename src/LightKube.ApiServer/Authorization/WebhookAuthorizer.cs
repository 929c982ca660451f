using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tokens;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Authorization;

/// <summary>Asks a webhook, by a SubjectAccessReview, whether a user may do something. Answers count for a while.</summary>
/// <param name="client">Posts the question.</param>
/// <param name="options">Where to, and how long answers count.</param>
/// <param name="time">Against which that is measured.</param>
public sealed class WebhookAuthorizer(WebhookClient client, WebhookAuthorizerOptions options, TimeProvider time) : IAuthorizer
{
    /// <summary>Answers remembered a generation.</summary>
    private const int CacheCapacity = 8192;

    private sealed record Known(AuthorizationResult Result, long At);

    private readonly GenerationCache<CredentialHash, Known> _known = new(CacheCapacity);

    public bool MayWait => true;

    // Only checks within a write ask this way (who may hand out roles, who may sign); requests themselves are awaited.
    public AuthorizationResult Authorize(in AuthorizationAttributes attributes) => AuthorizeAsync(attributes, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public async ValueTask<AuthorizationResult> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancel)
    {
        var question = Question(attributes);
        var key = CredentialHash.Of(JsonDocumentWriter.ToBytes(question));
        if (_known.TryGet(key, out var known) && time.GetElapsedTime(known.At) < (known.Result.IsAllowed ? options.AllowedLife : options.DeniedLife))
        {
            return known.Result;
        }

        try
        {
            var result = Read(await client.PostAsync(options.Endpoint, question, options.Timeout, cancel));
            _known.Set(key, new Known(result, time.GetTimestamp()));
            return result;
        }
        catch (WebhookException e)
        {
            return options.DeniesOnFailure ? AuthorizationResult.Deny(e.Message) : AuthorizationResult.NoOpinion;
        }
    }

    private static DocMap Question(in AuthorizationAttributes attributes)
    {
        var review = new DocMap();
        review.Set("kind", "SubjectAccessReview");
        review.Set("apiVersion", "authorization.k8s.io/v1");
        review.GetOrAddMap("metadata").Set("creationTimestamp", Value.Null);
        var spec = review.GetOrAddMap("spec");
        if (attributes.IsResourceRequest)
        {
            spec.Set("resourceAttributes", Resource(attributes));
        }
        else
        {
            var path = spec.GetOrAddMap("nonResourceAttributes");
            path.Set("path", attributes.Path);
            path.Set("verb", attributes.Verb);
        }

        var user = UserDocument.Of(attributes.User);
        spec.Set("user", attributes.User.Name);
        foreach (var name in (ReadOnlySpan<string>)["groups", "extra", "uid"])
        {
            spec.Set(name, user[name]);
        }

        review.GetOrAddMap("status").Set("allowed", false);
        return review;
    }

    private static DocMap Resource(in AuthorizationAttributes attributes)
    {
        var resource = new DocMap();
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)
        [
            ("namespace", attributes.Namespace), ("verb", attributes.Verb), ("group", attributes.Group), ("version", attributes.Version),
            ("resource", attributes.Resource), ("subresource", attributes.Subresource), ("name", attributes.Name),
        ])
        {
            if (value.Length > 0)
            {
                resource.Set(key, value);
            }
        }

        if (attributes.FieldSelector.Length > 0)
        {
            resource.GetOrAddMap("fieldSelector").Set("rawSelector", attributes.FieldSelector);
        }

        if (attributes.LabelSelector.Length > 0)
        {
            resource.GetOrAddMap("labelSelector").Set("rawSelector", attributes.LabelSelector);
        }

        return resource;
    }

    private static AuthorizationResult Read(DocMap review)
    {
        var status = review.GetMap("status") ?? new DocMap();
        var reason = status.GetString("reason") ?? "";
        return (status["allowed"].AsBool, status["denied"].AsBool) switch
        {
            (true, true) => AuthorizationResult.Deny("webhook subject access review returned both allow and deny response"),
            (true, _) => AuthorizationResult.Allow(reason),
            (_, true) => AuthorizationResult.Deny(reason),
            _ => AuthorizationResult.None(reason),
        };
    }
}
