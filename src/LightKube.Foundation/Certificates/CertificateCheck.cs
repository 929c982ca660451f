using System.Security.Cryptography.X509Certificates;

namespace LightKube.Foundation.Certificates;

/// <summary>Decides whether a certificate still serves.</summary>
internal static class CertificateCheck
{
    /// <summary>Why the certificate should be issued anew; null when it need not be.</summary>
    internal static string? WhyReplace(X509Certificate2 certificate, CertificateProfile profile, X509Certificate2 authority, DateTimeOffset now)
    {
        if (certificate.NotAfter.ToUniversalTime() - now < ManagedCertificate.RenewBefore && certificate.NotAfter < authority.NotAfter)
            return "it nears its end";
        if (!IsIssuedBy(certificate, authority))
            return "another authority issued it";
        var wanted = LeafRequest.Create(profile, certificate.PublicKey);
        if (!certificate.SubjectName.RawData.AsSpan().SequenceEqual(wanted.SubjectName.RawData))
            return "it names someone else";
        return wanted.CertificateExtensions.All(extension => HasExtension(certificate, extension)) ? null : "its names or purposes differ";
    }

    private static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 authority)
    {
        var issuerKey = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier;
        var authorityKey = authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes;
        return certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.SubjectName.RawData)
            && issuerKey is { } a && authorityKey is { } b && a.Span.SequenceEqual(b.Span);
    }

    private static bool HasExtension(X509Certificate2 certificate, X509Extension wanted) =>
        certificate.Extensions[wanted.Oid!.Value!]?.RawData.AsSpan().SequenceEqual(wanted.RawData) ?? false;
}
