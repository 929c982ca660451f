using LightKube.Api.Authentication.V1;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Strategies;
using UserInfo = LightKube.ApiServer.Authentication.UserInfo;

namespace LightKube.ApiServer.Tokens;

/// <summary>The subresource <c>serviceaccounts/NAME/token</c>: a signed token for an account, maybe bound to a pod, secret or node.</summary>
/// <param name="options">Issuer, keys and limits.</param>
/// <param name="objects">Where the account and the bound object are looked up.</param>
/// <param name="time">For the times in the token.</param>
/// <param name="newId">Gives each token its <c>jti</c>.</param>
public sealed class TokenRequestHandler(ServiceAccountTokenOptions options, IObjectReader objects, TimeProvider time, Func<Guid> newId)
{
    /// <summary>Shorter tokens would be renewed all the time.</summary>
    private const long MinSeconds = 10 * 60;

    private const long DefaultSeconds = 60 * 60;

    /// <summary>What a kubelet asks for when it projects the API's token into a pod: the mark by which upstream tells these.</summary>
    private const long ProjectedSeconds = 3607;

    /// <summary>What such a pod gets: old clients that never read the file again keep working for a year; they are warned about after an hour.</summary>
    private const long ExtendedSeconds = 365 * 24 * 60 * 60;

    /// <summary>Answers a TokenRequest.</summary>
    /// <param name="user">Who asks; needs create on serviceaccounts/token, which the caller has checked.</param>
    /// <param name="account">The account of the URL.</param>
    /// <param name="request">The posted TokenRequest, mutable.</param>
    /// <returns>The same object with defaults and status.token.</returns>
    /// <exception cref="ApiException">NotFound, Invalid, or Conflict when a uid is not the bound object's.</exception>
    public Document Create(UserInfo user, ObjectKey account, Document request)
    {
        var found = objects.Find(ServiceAccount.Schema, account) ?? throw ApiException.NotFound(ServiceAccount.Schema, account.Name);
        var spec = new TokenRequestSpec(request.Root.GetOrAddMap("spec"));
        Complete(account, found, request, spec);
        Validate(request, spec);

        // A node speaks for its pods alone, whatever its rights to the account.
        if (UserNames.IsNode(user) && spec.BoundObjectRef.Kind != "Pod")
        {
            throw ApiException.Forbidden(ServiceAccount.Schema, account.Name, "node requested token not bound to a pod");
        }

        var (bound, podsNode) = FindBound(user, account, spec.BoundObjectRef);
        var now = time.GetUtcNow();
        var seconds = spec.ExpirationSeconds ?? DefaultSeconds;
        var isExtended = seconds == ProjectedSeconds && bound?.Kind == Pod.Schema && spec.Audiences.All(options.ApiAudiences.Contains);
        var life = Math.Min(isExtended ? ExtendedSeconds : seconds, (long)options.MaxExpiration.TotalSeconds);
        var claims = Claims(account, found, spec, bound, podsNode, now, life);
        if (isExtended)
        {
            claims.GetMap("kubernetes.io")!.Set("warnafter", now.ToUnixTimeSeconds() + seconds);
        }

        var status = request.Root.GetOrAddMap("status");
        status.Set("token", JsonWebToken.Sign(claims, options.SigningKey));
        // An extended token is announced with the asked expiration, so that it is renewed in time.
        status.Set("expirationTimestamp", ViewScalars.FormatTime(now.AddSeconds(isExtended ? Math.Min(seconds, life) : life)));
        return request;
    }

    private void Complete(ObjectKey account, Document found, Document request, TokenRequestSpec spec)
    {
        var metadata = request.Metadata;
        metadata.Name = account.Name;
        metadata.Namespace = account.Namespace;
        metadata.CreationTimestamp = time.GetUtcNow();
        if (spec.Audiences.Count == 0)
        {
            spec.Audiences.ReplaceWith(options.ApiAudiences);
        }

        spec.ExpirationSeconds ??= DefaultSeconds;
        if (request.Uid.Length > 0 && request.Uid != found.Uid)
        {
            throw ApiException.Conflict(ServiceAccount.Schema, account.Name,
                $"the UID in the token request ({request.Uid}) does not match the UID of the service account ({found.Uid})");
        }
    }

    private static void Validate(Document request, TokenRequestSpec spec)
    {
        var errors = new FieldErrors();
        var path = FieldPath.Spec.Child("expirationSeconds");
        if (spec.ExpirationSeconds < MinSeconds)
        {
            errors.Invalid(path, spec.ExpirationSeconds!.Value, "may not specify a duration less than 10 minutes");
        }
        else if (spec.ExpirationSeconds > 1L << 32)
        {
            errors.Invalid(path, spec.ExpirationSeconds!.Value, "may not specify a duration larger than 2^32 seconds");
        }

        errors.ThrowIfAny(request);
    }

    private (BoundObject? Bound, BoundObject? PodsNode) FindBound(UserInfo user, ObjectKey account, BoundObjectReference reference)
    {
        if (!reference.IsPresent)
        {
            return (null, null);
        }

        KindSchema kind = (reference.ApiVersion, reference.Kind) switch
        {
            ("v1", "Pod") => Pod.Schema,
            ("v1", "Secret") => Secret.Schema,
            ("v1", "Node") => Node.Schema,
            _ => throw ApiException.BadRequest($"cannot bind token for serviceaccount \"{account.Name}\" to object of type {reference.ApiVersion}, Kind={reference.Kind}"),
        };
        var key = new ObjectKey(kind.Namespaced ? account.Namespace : "", reference.Name);
        var found = objects.Find(kind, key) ?? throw ApiException.NotFound(kind, key.Name);
        if (reference.Uid.Length > 0 && reference.Uid != found.Uid)
        {
            throw ApiException.Conflict(kind, key.Name,
                $"the UID in the bound object reference ({reference.Uid}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        var bound = new BoundObject(kind, key, found.Uid);
        if (kind != Pod.Schema)
        {
            return (bound, null);
        }

        var pod = found.As<Pod>();
        if (pod.Spec.ServiceAccountName != account.Name)
        {
            throw ApiException.BadRequest($"cannot bind token for serviceaccount \"{account.Name}\" to pod running with different serviceaccount name.");
        }

        CheckNode(user, pod);
        return (bound, NodeOf(pod));
    }

    private static void CheckNode(UserInfo user, Pod pod)
    {
        if (UserNames.NodeName(user) is { } node && pod.Spec.NodeName != node)
        {
            throw ApiException.Forbidden(ServiceAccount.Schema, pod.Spec.ServiceAccountName,
                $"node \"{node}\" may not request a token bound to a pod that is not scheduled to it");
        }
    }

    private BoundObject? NodeOf(Pod pod)
    {
        if (pod.Spec.NodeName.Length == 0)
        {
            return null;
        }

        var key = new ObjectKey("", pod.Spec.NodeName);
        return new BoundObject(Node.Schema, key, objects.Find(Node.Schema, key)?.Uid ?? "");
    }

    private DocMap Claims(ObjectKey account, Document found, TokenRequestSpec spec, BoundObject? bound, BoundObject? podsNode, DateTimeOffset now, long life)
    {
        var own = new DocMap();
        own.Set("namespace", account.Namespace);
        foreach (var item in new[] { bound, podsNode })
        {
            if (item is not null)
            {
                own.Set(item.Kind.Singular, item.ToClaim());
            }
        }

        own.Set("serviceaccount", new BoundObject(ServiceAccount.Schema, account, found.Uid).ToClaim());
        var claims = new DocMap();
        claims.Set("aud", DocList.Of(spec.Audiences));
        claims.Set("exp", now.ToUnixTimeSeconds() + life);
        claims.Set("iat", now.ToUnixTimeSeconds());
        claims.Set("iss", options.Issuer);
        claims.Set("jti", newId().ToString());
        claims.Set("kubernetes.io", own);
        claims.Set("nbf", now.ToUnixTimeSeconds());
        claims.Set("sub", UserNames.ServiceAccount(account.Namespace, account.Name));
        return claims;
    }
}
