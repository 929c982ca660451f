using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LightKube.Foundation.Certificates;

/// <summary>Reads certificates from PEM files and text.</summary>
public static class Pem
{
    /// <summary>All certificates of a bundle.</summary>
    /// <exception cref="CertificateException">The text holds none, or one that cannot be read.</exception>
    public static X509Certificate2Collection ParseCertificates(string pem, string source)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw new CertificateException($"{source} holds a certificate that cannot be read: {error.Message}", error);
        }
        return certificates.Count > 0 ? certificates : throw new CertificateException($"{source} holds no PEM certificate.");
    }

    /// <summary>All certificates of a bundle file.</summary>
    /// <exception cref="CertificateException">The file holds none, or one that cannot be read.</exception>
    public static X509Certificate2Collection ReadCertificates(string path) => ParseCertificates(File.ReadAllText(path), path);

    /// <summary>A certificate and its key from two files, if both are there and belong together; else null.</summary>
    public static KeyPair? TryReadKeyPair(string certificatePath, string keyPath)
    {
        if (!File.Exists(certificatePath) || !File.Exists(keyPath))
            return null;
        var pair = new KeyPair(File.ReadAllText(certificatePath), File.ReadAllText(keyPath));
        try
        {
            pair.ToCertificate().Dispose();
            return pair;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException) // Damaged, or of two different pairs.
        {
            return null;
        }
    }
}
