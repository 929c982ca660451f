using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission;

/// <summary>Rights to signers: by the signer's name, or by its domain with <c>/*</c>.</summary>
internal static class SignerRights
{
    public static bool Has(IAuthorizer authorizer, UserInfo user, string verb, string signer)
    {
        var slash = signer.IndexOf('/');
        return Allows(signer) || (slash > 0 && Allows(signer[..slash] + "/*"));

        bool Allows(string name) => authorizer.Authorize(new AuthorizationAttributes
        {
            User = user,
            Verb = verb,
            IsResourceRequest = true,
            Group = "certificates.k8s.io",
            Version = "*",
            Resource = "signers",
            Name = name,
        }).IsAllowed;
    }
}
