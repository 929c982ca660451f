using System.Security.Cryptography.X509Certificates;

namespace LightKube.Foundation.Certificates;

/// <summary>A certificate and its private key, as PEM.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">The private key, PKCS#8.</param>
public sealed record KeyPair(string CertificatePem, string KeyPem)
{
    /// <summary>The certificate with its private key, as TLS takes it.</summary>
    public X509Certificate2 ToCertificate() => X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
}
