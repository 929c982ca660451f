using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LightKube.Foundation.Files;

namespace LightKube.Foundation.Certificates;

/// <summary>A certificate authority whose certificate and key are two PEM files: made once, or brought by the user.</summary>
public sealed class CertificateAuthority
{
    /// <summary>How long an authority of ours is valid; what trusts it must be told of a new one by hand.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>How long what it issues is valid, as is the custom for Kubernetes.</summary>
    public static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(365);

    /// <summary>How far a certificate's validity begins in the past, for machines whose clocks are behind.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    /// <summary>Enough that no serial number is ever issued twice (RFC 5280 allows 20).</summary>
    private const int SerialNumberBytes = 16;

    private readonly X509Certificate2 _certificate;
    private readonly AsymmetricAlgorithm _key;
    private readonly TimeProvider _time;

    private CertificateAuthority(KeyPair pair, AsymmetricAlgorithm key, TimeProvider time)
    {
        (_certificate, _key, _time) = (X509Certificate2.CreateFromPem(pair.CertificatePem), key, time);
        CertificatePem = pair.CertificatePem;
    }

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>The authority's certificate as PEM.</summary>
    public string CertificatePem { get; }

    /// <summary>
    /// <c>sha256:</c> and the hash of the authority's public key (SubjectPublicKeyInfo) in hexadecimal: what a join token carries.
    /// </summary>
    public string PublicKeyHash => HashPublicKey(_certificate);

    /// <summary>The hash, as in <see cref="PublicKeyHash"/>, of any certificate's public key.</summary>
    public static string HashPublicKey(X509Certificate2 certificate) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>The authority in two files; made, with a P-256 key, when there is none yet.</summary>
    /// <exception cref="CertificateException">The files hold no usable authority.</exception>
    public static CertificateAuthority LoadOrCreate(string certificatePath, string keyPath, string commonName, TimeProvider time)
    {
        // The key is written first: a certificate without one is never ours to replace, since others may trust it.
        if (File.Exists(certificatePath))
            return Load(certificatePath, keyPath, time);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pair = new KeyPair(SelfSign(commonName, key, time), key.ExportPkcs8PrivateKeyPem() + "\n");
        AtomicFile.Write(keyPath, pair.KeyPem, AtomicFile.Secret);
        AtomicFile.Write(certificatePath, pair.CertificatePem, AtomicFile.Public);
        return Load(certificatePath, keyPath, time);
    }

    /// <summary>Issues a certificate with a new P-256 key.</summary>
    public KeyPair Issue(CertificateProfile profile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Sign(profile, new PublicKey(key), LeafLifetime);
        return new KeyPair(certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>
    /// Issues a certificate for someone else's key. It ends with the authority itself when <paramref name="lifetime"/> is longer.
    /// </summary>
    public X509Certificate2 Sign(CertificateProfile profile, PublicKey key, TimeSpan lifetime)
    {
        return Sign(LeafRequest.Create(profile, key), lifetime);
    }

    /// <summary>Issues what a request says, extensions and all. It ends with the authority itself when <paramref name="lifetime"/> is longer.</summary>
    public X509Certificate2 Sign(CertificateRequest request, TimeSpan lifetime)
    {
        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = _time.GetUtcNow();
        var end = now + lifetime;
        var lastMoment = new DateTimeOffset(_certificate.NotAfter);
        return request.Create(
            _certificate.SubjectName, SignatureGenerator(_key), now - ClockSkew, end < lastMoment ? end : lastMoment, NewSerialNumber());
    }

    private static CertificateAuthority Load(string certificatePath, string keyPath, TimeProvider time)
    {
        if (!File.Exists(keyPath))
            throw new CertificateException(
                $"{certificatePath} has no private key beside it: {keyPath} is missing. Restore it, or remove the certificate to begin with a new "
                + "authority, which every node and client must then be told of.");
        var pair = Pem.TryReadKeyPair(certificatePath, keyPath)
            ?? throw new CertificateException($"{certificatePath} and {keyPath} do not belong together, or cannot be read.");
        using var withKey = pair.ToCertificate();
        var isAuthority = withKey.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
        if (!isAuthority)
            throw new CertificateException($"{certificatePath} is not the certificate of an authority (basic constraint CA is not set).");
        if (withKey.NotAfter.ToUniversalTime() <= time.GetUtcNow())
            throw new CertificateException($"The authority in {certificatePath} expired on {withKey.NotAfter:yyyy-MM-dd}.");
        var key = (AsymmetricAlgorithm?)withKey.GetECDsaPrivateKey() ?? withKey.GetRSAPrivateKey();
        return new CertificateAuthority(pair, key ?? throw new CertificateException($"{keyPath} is neither an ECDSA nor an RSA key."), time);
    }

    private static string SelfSign(string commonName, ECDsa key, TimeProvider time)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(commonName);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        var usages = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature;
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usages, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + Lifetime);
        return certificate.ExportCertificatePem() + "\n";
    }

    private static X509SignatureGenerator SignatureGenerator(AsymmetricAlgorithm key) => key is ECDsa ecdsa
        ? X509SignatureGenerator.CreateForECDsa(ecdsa)
        : X509SignatureGenerator.CreateForRSA((RSA)key, RSASignaturePadding.Pkcs1);

    private static byte[] NewSerialNumber()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialNumberBytes);
        // Positive, and with no leading zero, as DER wants it.
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }
}
