using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Tokens;

/// <summary>The token in a Secret of type <c>kubernetes.io/service-account-token</c>: it has no end and counts for as long as its Secret has it.</summary>
public static class LegacyToken
{
    internal const string Issuer = "kubernetes/serviceaccount";
    internal const string NamespaceClaim = "kubernetes.io/serviceaccount/namespace";
    internal const string SecretClaim = "kubernetes.io/serviceaccount/secret.name";
    internal const string AccountClaim = "kubernetes.io/serviceaccount/service-account.name";
    internal const string UidClaim = "kubernetes.io/serviceaccount/service-account.uid";

    /// <summary>A token for that Secret of that account.</summary>
    public static string Sign(Secret secret, ServiceAccount account, ServiceAccountTokenOptions options)
    {
        var claims = new DocMap();
        claims.Set("iss", Issuer);
        claims.Set(NamespaceClaim, secret.Namespace);
        claims.Set(SecretClaim, secret.Name);
        claims.Set(AccountClaim, account.Name);
        claims.Set(UidClaim, account.Metadata.Uid);
        claims.Set("sub", UserNames.ServiceAccount(secret.Namespace, account.Name));
        return JsonWebToken.Sign(claims, options.SigningKey);
    }
}
