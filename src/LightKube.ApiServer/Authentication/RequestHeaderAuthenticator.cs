using LightKube.ApiServer.Aggregation;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.Authentication;

/// <summary>
/// Users whom a front proxy names in <c>X-Remote-*</c> headers. It is believed only with a client certificate of the front-proxy authority, in
/// one of the allowed names; without one the headers mean nothing.
/// </summary>
/// <param name="proxies">Judges certificates by the front-proxy authority.</param>
/// <param name="allowedNames">Common names; empty for any.</param>
public sealed class RequestHeaderAuthenticator(X509Authenticator proxies, IReadOnlyList<string> allowedNames) : IAuthenticator
{
    public AuthenticationResult Authenticate(in AuthenticationRequest request)
    {
        if (request.ClientCertificate is null || request.Headers is not { } headers
            || headers[RemoteIdentity.UserHeader].ToString() is not { Length: > 0 } name)
        {
            return AuthenticationResult.Nothing;
        }

        var proxy = proxies.Authenticate(request);
        if (proxy.User is null)
        {
            return proxy;
        }

        if (allowedNames.Count > 0 && !allowedNames.Contains(proxy.User.Name))
        {
            return AuthenticationResult.Failed($"x509: the front proxy's certificate is for {proxy.User.Name}, which may not speak for users");
        }

        var groups = headers[RemoteIdentity.GroupHeader].Where(group => !string.IsNullOrEmpty(group)).Select(group => group!).ToList();
        return AuthenticationResult.Of(new UserInfo(name, groups, headers[RemoteIdentity.UidHeader].ToString(), ReadExtra(headers)));
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadExtra(IHeaderDictionary headers)
    {
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var header in headers)
        {
            if (header.Key.StartsWith(RemoteIdentity.ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            {
                var key = Uri.UnescapeDataString(header.Key[RemoteIdentity.ExtraPrefix.Length..].ToLowerInvariant());
                extra[key] = [.. header.Value.Select(value => value ?? "")];
            }
        }

        return extra;
    }
}
