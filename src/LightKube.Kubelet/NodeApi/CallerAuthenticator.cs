using System.Security.Cryptography.X509Certificates;
using LightKube.Api.Authentication.V1;
using LightKube.Api.Errors;
using LightKube.Client;
using Microsoft.AspNetCore.Http;

namespace LightKube.Kubelet.NodeApi;

/// <summary>Finds out who calls: by a client certificate of the cluster's authority, or a bearer token that the API vouches for.</summary>
internal sealed class CallerAuthenticator(X509Certificate2Collection authorities, IClient client, TimeProvider time)
{
    private const string Bearer = "Bearer ";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string CommonName = "2.5.4.3";
    private const string Organization = "2.5.4.10";

    /// <returns>Null for someone unknown.</returns>
    internal async Task<Caller?> FindAsync(HttpContext http, CancellationToken cancel)
    {
        if (http.Connection.ClientCertificate is { } certificate && IsTrusted(certificate))
            return Read(certificate);
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? await ReviewAsync(header[Bearer.Length..].Trim(), cancel) : null;
    }

    private bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(ClientAuthentication));
        return chain.Build(certificate);
    }

    private static Caller Read(X509Certificate2 certificate)
    {
        var (name, groups) = ("", new List<string>());
        foreach (var part in certificate.SubjectName.EnumerateRelativeDistinguishedNames())
        {
            if (part.HasMultipleElements)
                continue;
            var value = part.GetSingleElementValue() ?? "";
            if (part.GetSingleElementType().Value == CommonName)
                name = value;
            else if (part.GetSingleElementType().Value == Organization)
                groups.Add(value);
        }
        return new Caller(name, [.. groups, "system:authenticated"]);
    }

    private async Task<Caller?> ReviewAsync(string token, CancellationToken cancel)
    {
        var review = new TokenReview();
        review.Spec.Token = token;
        try
        {
            var answer = await client.CreateAsync(review, cancel);
            return answer.Status.Authenticated
                ? new Caller(answer.Status.User.Username, [.. answer.Status.User.Groups], answer.Status.User.Uid)
                : null;
        }
        catch (ApiException e) when (e.Code is >= 400 and < 500)
        {
            return null; // the API does not take the token
        }
    }
}
