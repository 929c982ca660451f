using System.Security.Cryptography;
using System.Text;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Tokens;

namespace LightKube.ApiServer.Authentication;

/// <summary>Tokens out of Secrets (<see cref="LegacyToken"/>): right only while the Secret has the same one and the account is there.</summary>
public sealed class LegacyTokenAuthenticator(ServiceAccountTokenOptions options, IObjectReader objects) : IAuthenticator
{
    /// <summary>Tokens remembered a generation.</summary>
    private const int CacheCapacity = 4096;

    private sealed record Known(string Namespace, string Secret, string Account, string Uid, UserInfo User);

    private readonly GenerationCache<CredentialHash, Known> _known = new(CacheCapacity);

    public AuthenticationResult Authenticate(in AuthenticationRequest request)
    {
        if (request.BearerToken is not { } token)
        {
            return AuthenticationResult.Nothing;
        }

        var hash = CredentialHash.Of(token);
        if (!_known.TryGet(hash, out var known))
        {
            if (JsonWebToken.TryParse(token) is not { } parsed || parsed.Claims.GetString("iss") != LegacyToken.Issuer)
            {
                return AuthenticationResult.Nothing;
            }

            if (!parsed.IsSignedBy(options.AllKeys))
            {
                return AuthenticationResult.Failed("the token's signature is not by a key of this cluster");
            }

            if (Read(parsed.Claims) is not { } read)
            {
                return AuthenticationResult.Failed("the token's claims are not those of a service account's Secret");
            }

            _known.Set(hash, known = read);
        }

        return Problem(known, token) is { } problem ? AuthenticationResult.Failed(problem) : AuthenticationResult.Of(known.User, options.ApiAudiences);
    }

    private static Known? Read(DocMap claims)
    {
        string Text(string name) => claims.GetString(name) ?? "";
        var (ns, secret, account, uid) = (Text(LegacyToken.NamespaceClaim), Text(LegacyToken.SecretClaim), Text(LegacyToken.AccountClaim), Text(LegacyToken.UidClaim));
        var name = UserNames.ServiceAccount(ns, account);
        return ns.Length == 0 || secret.Length == 0 || account.Length == 0 || uid.Length == 0 || Text("sub") != name
            ? null
            : new Known(ns, secret, account, uid, new UserInfo(name, [UserNames.ServiceAccounts, UserNames.ServiceAccountsPrefix + ns], uid));
    }

    private string? Problem(Known known, string token)
    {
        var secret = objects.Find<Secret>(known.Namespace, known.Secret);
        if (secret is null || secret.Metadata.DeletionTimestamp is not null)
        {
            return "Token has been invalidated";
        }

        if (!CryptographicOperations.FixedTimeEquals(secret.Data["token"] ?? [], Encoding.UTF8.GetBytes(token)))
        {
            return "Token does not match server's copy";
        }

        var account = objects.Find<ServiceAccount>(known.Namespace, known.Account);
        return account is null || account.Metadata.DeletionTimestamp is not null
            ? $"ServiceAccount {known.Namespace}/{known.Account} has been deleted"
            : account.Metadata.Uid == known.Uid ? null : $"ServiceAccount UID ({account.Metadata.Uid}) does not match claim ({known.Uid})";
    }
}
