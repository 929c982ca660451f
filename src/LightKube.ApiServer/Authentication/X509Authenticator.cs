using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LightKube.ApiServer.Authentication;

/// <summary>
/// Client certificates that the cluster's client CA signed: the common name is the user, the organizations are its groups.
/// The TLS layer lets any certificate through, so that a wrong one gets 401 and not a broken connection; it is judged here.
/// </summary>
/// <param name="trustedRoots">The CAs, asked for at each judgement so that a renewed bundle counts at once.</param>
/// <param name="time">Against which validity is judged.</param>
public sealed class X509Authenticator(Func<X509Certificate2Collection> trustedRoots, TimeProvider time) : IAuthenticator
{
    /// <summary>Distinct certificates remembered a generation: more than the nodes and users of a large cluster.</summary>
    private const int CacheCapacity = 2048;

    private const string ClientAuthenticationOid = "1.3.6.1.5.5.7.3.2";
    private const string CredentialId = "authentication.kubernetes.io/credential-id";

    private sealed record Judged(AuthenticationResult Result, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

    // The certificate object of a connection is the same for all its requests, so these cost a look-up by reference.
    private readonly ConditionalWeakTable<X509Certificate2, Judged> _byConnection = new();
    private readonly GenerationCache<CredentialHash, Judged> _byContent = new(CacheCapacity);

    public AuthenticationResult Authenticate(in AuthenticationRequest request)
    {
        if (request.ClientCertificate is not { } certificate)
        {
            return AuthenticationResult.Nothing;
        }

        if (!_byConnection.TryGetValue(certificate, out var judged))
        {
            var hash = CredentialHash.Of(certificate.RawDataMemory.Span);
            if (!_byContent.TryGet(hash, out judged))
            {
                if (!TryJudge(certificate, out judged, out var error))
                {
                    return AuthenticationResult.Failed(error);
                }

                _byContent.Set(hash, judged);
            }

            _byConnection.AddOrUpdate(certificate, judged);
        }

        var now = time.GetUtcNow();
        return now < judged.NotBefore || now > judged.NotAfter
            ? AuthenticationResult.Failed($"x509: certificate of {certificate.Subject} has expired or is not yet valid")
            : judged.Result;
    }

    private bool TryJudge(X509Certificate2 certificate, out Judged judged, out string error)
    {
        judged = null!;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trustedRoots());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthenticationOid));
        try
        {
            if (!chain.Build(certificate))
            {
                error = $"x509: certificate of {certificate.Subject}: {string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()))}";
                return false;
            }

            var subject = CertificateSubject.Of(certificate.SubjectName);
            judged = new Judged(
                subject.CommonName.Length == 0 ? AuthenticationResult.Nothing : AuthenticationResult.Of(ToUser(subject, certificate)),
                chain.ChainElements.Max(element => new DateTimeOffset(element.Certificate.NotBefore)),
                chain.ChainElements.Min(element => new DateTimeOffset(element.Certificate.NotAfter)));
            error = "";
            return true;
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            error = $"x509: the certificate cannot be read: {e.Message}";
            return false;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                if (!ReferenceEquals(element.Certificate, certificate))
                {
                    element.Certificate.Dispose();
                }
            }
        }
    }

    private static UserInfo ToUser(CertificateSubject subject, X509Certificate2 certificate)
    {
        var id = $"X509SHA256={Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span))}";
        return new UserInfo(
            subject.CommonName,
            subject.Organizations,
            extra: new Dictionary<string, IReadOnlyList<string>> { [CredentialId] = [id] });
    }
}
