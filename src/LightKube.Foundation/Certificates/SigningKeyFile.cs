using System.Security.Cryptography;
using LightKube.Foundation.Files;

namespace LightKube.Foundation.Certificates;

/// <summary>The key that signs service-account tokens: a PEM file, made once, or brought by the user.</summary>
public static class SigningKeyFile
{
    /// <summary>The key in the file, ECDSA or RSA; a new P-256 key when there is no file yet.</summary>
    /// <exception cref="CertificateException">The file holds no private key.</exception>
    public static AsymmetricAlgorithm LoadOrCreate(string path)
    {
        if (File.Exists(path))
            return Load(path);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AtomicFile.Write(path, key.ExportPkcs8PrivateKeyPem() + "\n", AtomicFile.Secret);
        return key;
    }

    private static AsymmetricAlgorithm Load(string path)
    {
        var pem = File.ReadAllText(path);
        var isPrivate = pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal);
        return (isPrivate ? TryImport(ECDsa.Create(), pem) ?? TryImport(RSA.Create(), pem) : null)
            ?? throw new CertificateException($"{path} holds neither an ECDSA nor an RSA private key in PEM.");
    }

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            // Of the other kind, or none at all.
            key.Dispose();
            return null;
        }
    }
}
