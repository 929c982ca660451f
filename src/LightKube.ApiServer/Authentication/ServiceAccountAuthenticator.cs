using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Authentication;

/// <summary>
/// Service-account tokens that this cluster signed. The signature is verified once; whether the account and the pod, secret or node
/// that a token is bound to still exist is looked up again every few seconds.
/// </summary>
public sealed class ServiceAccountAuthenticator : IAuthenticator
{
    /// <summary>Tokens remembered a generation: more than the pods of a large cluster.</summary>
    private const int CacheCapacity = 16_384;

    /// <summary>How long a token counts on after its account or pod is gone (upstream's token cache).</summary>
    private static readonly TimeSpan RecheckAfter = TimeSpan.FromSeconds(10);

    private sealed class Known(ServiceAccountClaims claims)
    {
        private long _checkedAt = long.MinValue;

        public ServiceAccountClaims Claims { get; } = claims;

        public UserInfo User { get; } = claims.ToUser();

        /// <summary>Ticks in UTC of the last look at the bound objects.</summary>
        public long CheckedAt
        {
            get => Volatile.Read(ref _checkedAt);
            set => Volatile.Write(ref _checkedAt, value);
        }
    }

    private readonly ServiceAccountTokenOptions _options;
    private readonly IObjectReader _objects;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _issuers;
    private readonly IReadOnlyList<TokenKey> _keys;
    private readonly GenerationCache<CredentialHash, Known> _known = new(CacheCapacity);

    public ServiceAccountAuthenticator(ServiceAccountTokenOptions options, IObjectReader objects, TimeProvider time)
    {
        _options = options;
        _objects = objects;
        _time = time;
        _issuers = [options.Issuer, .. options.OtherIssuers];
        _keys = options.AllKeys;
    }

    public AuthenticationResult Authenticate(in AuthenticationRequest request) =>
        request.BearerToken is { } token ? Authenticate(token, _options.ApiAudiences) : AuthenticationResult.Nothing;

    /// <summary>Judges a token for other audiences than this API's, as a TokenReview asks.</summary>
    public AuthenticationResult Authenticate(string token, IReadOnlyList<string> audiences)
    {
        var hash = CredentialHash.Of(token);
        if (!_known.TryGet(hash, out var known))
        {
            if (JsonWebToken.TryParse(token) is not { } parsed || !_issuers.Contains(parsed.Claims.GetString("iss") ?? ""))
            {
                return AuthenticationResult.Nothing;
            }

            if (!parsed.IsSignedBy(_keys))
            {
                return AuthenticationResult.Failed("the token's signature is not by a key of this cluster");
            }

            if (ServiceAccountClaims.TryRead(parsed.Claims, out var error) is not { } claims)
            {
                return AuthenticationResult.Failed(error);
            }

            known = new Known(claims);
            _known.Set(hash, known);
        }

        var problem = Problem(known);
        if (problem is not null)
        {
            return AuthenticationResult.Failed(problem);
        }

        return Common(known.Claims.Audiences, audiences) is { Count: > 0 } common
            ? AuthenticationResult.Of(known.User, common)
            : AuthenticationResult.Failed($"the token is for [{string.Join(", ", known.Claims.Audiences)}], not for [{string.Join(", ", audiences)}]");
    }

    private string? Problem(Known known)
    {
        var now = _time.GetUtcNow();
        var claims = known.Claims;
        if (now >= claims.Expires)
        {
            return "service account token has expired";
        }

        if (now < claims.NotBefore)
        {
            return "service account token is not valid yet";
        }

        if (known.CheckedAt > (now - RecheckAfter).UtcTicks)
        {
            return null;
        }

        var problem = claims.Account.Problem(_objects, now) ?? claims.Bound?.Problem(_objects, now);
        if (problem is null)
        {
            known.CheckedAt = now.UtcTicks;
        }

        return problem;
    }

    private static IReadOnlyList<string> Common(IReadOnlyList<string> ours, IReadOnlyList<string> asked)
    {
        // Nearly always the one audience of this API, which costs no list.
        if (ours.Count == 1 && asked.Count == 1 && ours[0] == asked[0])
        {
            return asked;
        }

        return [.. ours.Where(asked.Contains)];
    }
}
