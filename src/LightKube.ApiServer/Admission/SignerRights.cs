using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission;

/// <summary>Rights to signers: by the signer's name, or by its domain with <c>/*</c>.</summary>
internal static class SignerRights
{
    public static async ValueTask<bool> HasAsync(IAuthorizer authorizer, UserInfo user, string verb, string signer, CancellationToken cancel)
    {
        var slash = signer.IndexOf('/');
        return await AllowsAsync(signer).ConfigureAwait(false) || (slash > 0 && await AllowsAsync(signer[..slash] + "/*").ConfigureAwait(false));

        async ValueTask<bool> AllowsAsync(string name)
        {
            var attributes = new AuthorizationAttributes
            {
                User = user,
                Verb = verb,
                IsResourceRequest = true,
                Group = "certificates.k8s.io",
                Version = "*",
                Resource = "signers",
                Name = name,
            };
            return (await authorizer.AuthorizeAsync(attributes, cancel).ConfigureAwait(false)).IsAllowed;
        }
    }
}
