using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LightKube.Foundation.Certificates;

namespace LightKube.Controllers.Certificates;

/// <summary>Makes the certificate that a request asks for.</summary>
internal sealed class CertificateSigner(CertificateAuthority authority)
{
    /// <summary>The longest life, and that of requests that ask for none: a year, as upstream's cluster-signing-duration.</summary>
    internal static readonly TimeSpan MaxLife = TimeSpan.FromDays(365);

    /// <summary>The shortest life.</summary>
    internal static readonly TimeSpan MinLife = TimeSpan.FromMinutes(10);

    private static readonly Dictionary<string, X509KeyUsageFlags> KeyUsages = new()
    {
        ["signing"] = X509KeyUsageFlags.DigitalSignature,
        ["digital signature"] = X509KeyUsageFlags.DigitalSignature,
        ["content commitment"] = X509KeyUsageFlags.NonRepudiation,
        ["key encipherment"] = X509KeyUsageFlags.KeyEncipherment,
        ["key agreement"] = X509KeyUsageFlags.KeyAgreement,
        ["data encipherment"] = X509KeyUsageFlags.DataEncipherment,
        ["cert sign"] = X509KeyUsageFlags.KeyCertSign,
        ["crl sign"] = X509KeyUsageFlags.CrlSign,
        ["encipher only"] = X509KeyUsageFlags.EncipherOnly,
        ["decipher only"] = X509KeyUsageFlags.DecipherOnly,
    };

    private static readonly Dictionary<string, string> Purposes = new()
    {
        ["any"] = "2.5.29.37.0",
        ["server auth"] = "1.3.6.1.5.5.7.3.1",
        ["client auth"] = "1.3.6.1.5.5.7.3.2",
        ["code signing"] = "1.3.6.1.5.5.7.3.3",
        ["email protection"] = "1.3.6.1.5.5.7.3.4",
        ["s/mime"] = "1.3.6.1.5.5.7.3.4",
        ["ipsec end system"] = "1.3.6.1.5.5.7.3.5",
        ["ipsec tunnel"] = "1.3.6.1.5.5.7.3.6",
        ["ipsec user"] = "1.3.6.1.5.5.7.3.7",
        ["timestamping"] = "1.3.6.1.5.5.7.3.8",
        ["ocsp signing"] = "1.3.6.1.5.5.7.3.9",
        ["microsoft sgc"] = "1.3.6.1.4.1.311.10.3.3",
        ["netscape sgc"] = "2.16.840.1.113730.4.1",
    };

    /// <summary>The certificate, as PEM. Only subject and alternative names are the requester's.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="usages">The request's spec.usages.</param>
    /// <param name="seconds">The request's spec.expirationSeconds.</param>
    /// <exception cref="ArgumentException">A usage is none that certificates have.</exception>
    internal string Sign(RequestedCertificate request, IEnumerable<string> usages, long? seconds)
    {
        var wanted = new CertificateRequest(request.Subject, request.Key, HashAlgorithmName.SHA256);
        var (flags, purposes) = (X509KeyUsageFlags.None, new OidCollection());
        foreach (var usage in usages)
        {
            if (KeyUsages.TryGetValue(usage, out var flag))
                flags |= flag;
            else if (Purposes.TryGetValue(usage, out var purpose))
                purposes.Add(new Oid(purpose));
            else
                throw new ArgumentException($"unrecognized usage value: \"{usage}\"", nameof(usages));
        }
        wanted.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        if (flags != X509KeyUsageFlags.None)
            wanted.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        if (purposes.Count > 0)
            wanted.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, critical: false));
        if (request.AlternativeNames is { } names)
            wanted.CertificateExtensions.Add(names);
        using var certificate = authority.Sign(wanted, LifeOf(seconds));
        return certificate.ExportCertificatePem() + "\n";
    }

    private static TimeSpan LifeOf(long? seconds)
    {
        if (seconds is not { } asked || asked >= MaxLife.TotalSeconds)
            return MaxLife;
        return asked < MinLife.TotalSeconds ? MinLife : TimeSpan.FromSeconds(asked);
    }
}
