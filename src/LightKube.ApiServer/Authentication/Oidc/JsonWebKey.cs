using System.Buffers.Text;
using System.Security.Cryptography;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>A public key of an issuer (RFC 7517), which verifies signatures of RS, PS and ES algorithms (RFC 7518).</summary>
public sealed class JsonWebKey : IDisposable
{
    /// <summary>All algorithms that are understood.</summary>
    public static readonly IReadOnlyList<string> Algorithms = ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];

    private readonly RSA? _rsa;
    private readonly ECDsa? _elliptic;

    // The framework's key objects promise nothing to concurrent callers.
    private readonly Lock _lock = new();

    private JsonWebKey(string id, string algorithm, RSA? rsa, ECDsa? elliptic) => (Id, Algorithm, _rsa, _elliptic) = (id, algorithm, rsa, elliptic);

    /// <summary>The <c>kid</c>; may be empty.</summary>
    public string Id { get; }

    /// <summary>The one algorithm that the key is for; empty when it does not say.</summary>
    public string Algorithm { get; }

    /// <summary>Null for a key that is none for signatures, or of a kind that is not understood.</summary>
    public static JsonWebKey? TryRead(DocMap key)
    {
        if (key.GetString("use") is { Length: > 0 } use && use != "sig")
        {
            return null;
        }

        var (id, algorithm) = (key.GetString("kid") ?? "", key.GetString("alg") ?? "");
        try
        {
            return key.GetString("kty") switch
            {
                "RSA" => new JsonWebKey(id, algorithm, RSA.Create(new RSAParameters { Modulus = Bytes(key, "n"), Exponent = Bytes(key, "e") }), null),
                "EC" when CurveOf(key.GetString("crv")) is { } curve => new JsonWebKey(id, algorithm, null, ECDsa.Create(new ECParameters
                {
                    Curve = curve,
                    Q = new ECPoint { X = Bytes(key, "x"), Y = Bytes(key, "y") },
                })),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            // One key that cannot be read does not spoil the others.
            return null;
        }
    }

    /// <summary>True when this key made the signature by that algorithm.</summary>
    public bool Verify(string algorithm, byte[] data, byte[] signature)
    {
        if ((Algorithm.Length > 0 && Algorithm != algorithm) || algorithm.Length != 5 || HashOf(algorithm) is not { } hash)
        {
            return false;
        }

        lock (_lock)
        {
            return algorithm[..2] switch
            {
                "RS" => _rsa?.VerifyData(data, signature, hash, RSASignaturePadding.Pkcs1) ?? false,
                "PS" => _rsa?.VerifyData(data, signature, hash, RSASignaturePadding.Pss) ?? false,
                "ES" => _elliptic is not null && _elliptic.KeySize == CurveBits(algorithm) && _elliptic.VerifyData(data, signature, hash),
                _ => false,
            };
        }
    }

    public void Dispose()
    {
        _rsa?.Dispose();
        _elliptic?.Dispose();
    }

    private static byte[] Bytes(DocMap key, string name) => Base64Url.DecodeFromChars(key.GetString(name) ?? throw new FormatException($"no {name}"));

    private static int CurveBits(string algorithm) => algorithm switch { "ES256" => 256, "ES384" => 384, _ => 521 };

    private static ECCurve? CurveOf(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static HashAlgorithmName? HashOf(string algorithm) => algorithm[2..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        "512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
