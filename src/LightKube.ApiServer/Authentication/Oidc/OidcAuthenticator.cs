using LightKube.Api.Documents;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>Tokens of issuers elsewhere (OpenID Connect). A signature is verified once; the token then counts until its end.</summary>
public sealed class OidcAuthenticator : ITokenAuthenticator, IDisposable
{
    /// <summary>Tokens remembered a generation.</summary>
    private const int CacheCapacity = 4096;

    private sealed record Issuer(JwtIssuerOptions Options, IssuerKeys Keys);

    /// <param name="User">Whom the token stands for.</param>
    /// <param name="Audiences">All audiences of the token.</param>
    /// <param name="Options">Who issued it.</param>
    /// <param name="From">Not before.</param>
    /// <param name="Until">Not from here on.</param>
    private sealed record Known(UserInfo User, IReadOnlyList<string> Audiences, JwtIssuerOptions Options, DateTimeOffset From, DateTimeOffset Until);

    private readonly Dictionary<string, Issuer> _issuers;
    private readonly TimeProvider _time;
    private readonly GenerationCache<CredentialHash, Known> _known = new(CacheCapacity);

    /// <exception cref="Foundation.Certificates.CertificateException">An issuer's certificate authority cannot be read.</exception>
    public OidcAuthenticator(IEnumerable<JwtIssuerOptions> issuers, TimeProvider time)
    {
        _time = time;
        _issuers = issuers.ToDictionary(options => options.Url, options => new Issuer(options, new IssuerKeys(options, time)), StringComparer.Ordinal);
    }

    public ValueTask<AuthenticationResult> AuthenticateAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancel)
    {
        var hash = CredentialHash.Of(token);
        return _known.TryGet(hash, out var known) ? new ValueTask<AuthenticationResult>(Judge(known)) : VerifyAsync(hash, token, cancel);
    }

    public void Dispose()
    {
        foreach (var issuer in _issuers.Values)
        {
            issuer.Keys.Dispose();
        }
    }

    private async ValueTask<AuthenticationResult> VerifyAsync(CredentialHash hash, string token, CancellationToken cancel)
    {
        if (JsonWebToken.TryParse(token) is not { } parsed || !_issuers.TryGetValue(parsed.Claims.GetString("iss") ?? "", out var issuer))
        {
            return AuthenticationResult.Nothing;
        }

        var algorithm = parsed.Header.GetString("alg") ?? "";
        var allowed = issuer.Options.Algorithms.Count > 0 ? issuer.Options.Algorithms : JsonWebKey.Algorithms;
        if (!allowed.Contains(algorithm))
        {
            return AuthenticationResult.Failed($"oidc: tokens signed by {algorithm} are not taken");
        }

        var (keys, error) = await issuer.Keys.FindAsync(parsed.Header.GetString("kid") ?? "", cancel);
        if (!keys.Any(key => parsed.IsVerifiedBy((data, signature) => key.Verify(algorithm, data, signature))))
        {
            return AuthenticationResult.Failed($"oidc: verify token: {(error.Length > 0 ? error : "failed to verify signature")}");
        }

        if (Read(issuer.Options, parsed.Claims, out error) is not { } known)
        {
            return AuthenticationResult.Failed(error);
        }

        _known.Set(hash, known);
        return Judge(known);
    }

    private static Known? Read(JwtIssuerOptions options, DocMap claims, out string error)
    {
        if (claims["exp"].AsDouble is not { } until)
        {
            error = "oidc: the token has no expiration";
            return null;
        }

        var user = ClaimsUser.Of(options, claims, out error);
        var from = claims["nbf"].AsDouble is { } given ? DateTimeOffset.FromUnixTimeSeconds((long)given) : DateTimeOffset.MinValue;
        return user is null ? null : new Known(user, AudiencesOf(claims["aud"]), options, from, DateTimeOffset.FromUnixTimeSeconds((long)until));
    }

    private AuthenticationResult Judge(Known known)
    {
        var now = _time.GetUtcNow();
        if (now >= known.Until || now < known.From)
        {
            return AuthenticationResult.Failed(now < known.From ? "oidc: the token is not valid yet" : "oidc: token is expired");
        }

        return known.Options.Audiences.Any(known.Audiences.Contains)
            ? AuthenticationResult.Of(known.User)
            : AuthenticationResult.Failed($"oidc: expected audience in [{string.Join(' ', known.Options.Audiences)}] got [{string.Join(' ', known.Audiences)}]");
    }

    private static List<string> AudiencesOf(Value value) => value.AsString is { } one
        ? [one]
        : [.. (value.AsList ?? new DocList()).Items.ToArray().Select(item => item.AsString ?? "")];
}
