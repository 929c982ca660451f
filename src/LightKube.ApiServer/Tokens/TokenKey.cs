using System.Buffers.Text;
using System.Security.Cryptography;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Tokens;

/// <summary>A key that signs or verifies service-account tokens: ES256 (P-256) or RS256.</summary>
public sealed class TokenKey : IDisposable
{
    private readonly ECDsa? _elliptic;
    private readonly RSA? _rsa;

    // The framework's key objects promise nothing to concurrent callers.
    private readonly Lock _lock = new();

    private TokenKey(ECDsa? elliptic, RSA? rsa)
    {
        _elliptic = elliptic;
        _rsa = rsa;
        var publicKey = elliptic?.ExportSubjectPublicKeyInfo() ?? rsa!.ExportSubjectPublicKeyInfo();
        Id = Base64Url.EncodeToString(SHA256.HashData(publicKey));
    }

    /// <summary>The <c>kid</c>: base64url of the SHA-256 of the public key's SPKI, as upstream makes it.</summary>
    public string Id { get; }

    public string Algorithm => _elliptic is not null ? "ES256" : "RS256";

    /// <summary>A private or public key in PEM: PKCS#8, SEC1, PKCS#1 or SPKI.</summary>
    /// <exception cref="ArgumentException">It is none, or not of a curve or kind that tokens can use.</exception>
    public static TokenKey FromPem(string pem)
    {
        var label = PemEncoding.TryFind(pem, out var fields) ? pem[fields.Label] : "";
        if (label.StartsWith("RSA", StringComparison.Ordinal))
        {
            return FromRsaPem(pem);
        }

        var elliptic = ECDsa.Create();
        try
        {
            elliptic.ImportFromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // PKCS#8 and SPKI carry either kind of key.
            elliptic.Dispose();
            return FromRsaPem(pem);
        }

        if (elliptic.KeySize != 256)
        {
            var bits = elliptic.KeySize;
            elliptic.Dispose();
            throw new ArgumentException($"service-account tokens need an elliptic key on P-256 or an RSA key; this one has {bits} bits", nameof(pem));
        }

        return new TokenKey(elliptic, null);
    }

    /// <summary>A new P-256 key.</summary>
    public static TokenKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), null);

    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            return _elliptic is not null
                ? _elliptic.SignData(data, HashAlgorithmName.SHA256)
                : _rsa!.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_lock)
        {
            return _elliptic is not null
                ? _elliptic.VerifyData(data, signature, HashAlgorithmName.SHA256)
                : _rsa!.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }

    /// <summary>The private key in PKCS#8 PEM, to be kept in a file of mode 0600.</summary>
    public string ExportPem() => _elliptic?.ExportPkcs8PrivateKeyPem() ?? _rsa!.ExportPkcs8PrivateKeyPem();

    /// <summary>The public key as a JSON Web Key.</summary>
    public DocMap ToJsonWebKey()
    {
        var key = new DocMap();
        key.Set("use", "sig");
        key.Set("kty", _elliptic is not null ? "EC" : "RSA");
        key.Set("kid", Id);
        if (_elliptic is not null)
        {
            var parameters = _elliptic.ExportParameters(false);
            key.Set("crv", "P-256");
            key.Set("alg", Algorithm);
            key.Set("x", Base64Url.EncodeToString(parameters.Q.X));
            key.Set("y", Base64Url.EncodeToString(parameters.Q.Y));
        }
        else
        {
            var parameters = _rsa!.ExportParameters(false);
            key.Set("alg", Algorithm);
            key.Set("n", Base64Url.EncodeToString(parameters.Modulus));
            key.Set("e", Base64Url.EncodeToString(parameters.Exponent));
        }

        return key;
    }

    public void Dispose()
    {
        _elliptic?.Dispose();
        _rsa?.Dispose();
    }

    private static TokenKey FromRsaPem(string pem)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            throw new ArgumentException("this is not a PEM with an elliptic or RSA key", nameof(pem), e);
        }

        return new TokenKey(null, rsa);
    }
}
