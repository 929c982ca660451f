using LightKube.Api.Documents;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>Makes users of claims.</summary>
internal static class ClaimsUser
{
    /// <summary>The user; null with the reason when the claims give none.</summary>
    public static UserInfo? Of(JwtIssuerOptions issuer, DocMap claims, out string error)
    {
        error = Missing(issuer, claims);
        if (error.Length > 0)
        {
            return null;
        }

        if (claims.GetString(issuer.Username.Claim) is not { Length: > 0 } name)
        {
            error = $"oidc: parse username claims \"{issuer.Username.Claim}\": claim not present";
            return null;
        }

        // As upstream: an address that the issuer did not verify names nobody.
        if (issuer.Username.Claim == "email" && claims["email_verified"].AsBool == false)
        {
            error = "oidc: email not verified";
            return null;
        }

        if (GroupsOf(issuer, claims) is not { } groups)
        {
            error = $"oidc: parse groups claim \"{issuer.Groups!.Claim}\": not a string or a list of strings";
            return null;
        }

        var uid = issuer.UidClaim.Length > 0 ? claims.GetString(issuer.UidClaim) ?? "" : "";
        return new UserInfo(issuer.Username.Prefix + name, groups, uid, ExtraOf(claims));
    }

    private static string Missing(JwtIssuerOptions issuer, DocMap claims)
    {
        foreach (var (claim, value) in issuer.RequiredClaims)
        {
            if (claims.GetString(claim) != value)
            {
                return claims.Contains(claim)
                    ? $"oidc: required claim {claim} value does not match. Got = {claims.GetString(claim) ?? claims[claim].ToString()}, want = {value}"
                    : $"oidc: required claim {claim} not present in ID token";
            }
        }

        return "";
    }

    private static List<string>? GroupsOf(JwtIssuerOptions issuer, DocMap claims)
    {
        if (issuer.Groups is not { } mapping || claims[mapping.Claim].IsAbsentOrNull)
        {
            return [];
        }

        if (claims.GetString(mapping.Claim) is { } one)
        {
            return [mapping.Prefix + one];
        }

        var items = claims.GetList(mapping.Claim)?.Items.ToArray();
        return items is null || items.Any(item => item.AsString is null) ? null : [.. items.Select(item => mapping.Prefix + item.AsString)];
    }

    private static Dictionary<string, IReadOnlyList<string>> ExtraOf(DocMap claims) => claims.GetString("jti") is { Length: > 0 } id
        ? new Dictionary<string, IReadOnlyList<string>> { ["authentication.kubernetes.io/credential-id"] = [$"JTI={id}"] }
        : [];
}
