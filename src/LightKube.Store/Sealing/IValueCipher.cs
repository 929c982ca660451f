using System.Security.Cryptography;
using System.Text;

namespace LightKube.Store.Sealing;

/// <summary>One key of one kind. Sealed values begin with a text that names both, as Kubernetes writes it.</summary>
public interface IValueCipher
{
    /// <summary><c>k8s:enc:aesgcm:v1:NAME:</c>.</summary>
    ReadOnlyMemory<byte> Prefix { get; }

    /// <summary>The value with the prefix in front.</summary>
    /// <param name="value">The plain bytes.</param>
    /// <param name="place">The store's key; a value that is moved to another cannot be opened, where the cipher allows for that.</param>
    byte[] Seal(ReadOnlySpan<byte> value, string place);

    /// <param name="body">What follows the prefix.</param>
    /// <param name="place">The store's key.</param>
    /// <exception cref="CryptographicException">The bytes are not what this key has sealed for that place.</exception>
    byte[] Open(ReadOnlySpan<byte> body, string place);
}

/// <summary>Stores values as they are: the provider <c>identity</c> of Kubernetes.</summary>
public sealed class PlainCipher : IValueCipher
{
    public ReadOnlyMemory<byte> Prefix => default;

    public byte[] Seal(ReadOnlySpan<byte> value, string place) => value.ToArray();

    public byte[] Open(ReadOnlySpan<byte> body, string place) => body.ToArray();
}

/// <summary>
/// AES-GCM: a random nonce of 12 bytes, the sealed bytes, a tag of 16 bytes. The store's key is authenticated with them. Random nonces are
/// safe for some billions of writes with one key; rotation gives another.
/// </summary>
public sealed class AesGcmCipher(string name, byte[] secret) : IValueCipher
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public ReadOnlyMemory<byte> Prefix { get; } = Encoding.UTF8.GetBytes($"k8s:enc:aesgcm:v1:{name}:");

    public byte[] Seal(ReadOnlySpan<byte> value, string place)
    {
        var prefix = Prefix.Span;
        var bytes = new byte[prefix.Length + NonceLength + value.Length + TagLength];
        prefix.CopyTo(bytes);
        var body = bytes.AsSpan(prefix.Length);
        RandomNumberGenerator.Fill(body[..NonceLength]);
        using var aes = new AesGcm(secret, TagLength);
        aes.Encrypt(body[..NonceLength], value, body.Slice(NonceLength, value.Length), body[^TagLength..], Encoding.UTF8.GetBytes(place));
        return bytes;
    }

    public byte[] Open(ReadOnlySpan<byte> body, string place)
    {
        if (body.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("the value is too short");
        }

        var value = new byte[body.Length - NonceLength - TagLength];
        using var aes = new AesGcm(secret, TagLength);
        aes.Decrypt(body[..NonceLength], body[NonceLength..^TagLength], body[^TagLength..], value, Encoding.UTF8.GetBytes(place));
        return value;
    }
}

/// <summary>AES-CBC with PKCS #7 padding and a random initialisation vector in front, for configurations that come from Kubernetes.</summary>
public sealed class AesCbcCipher(string name, byte[] secret) : IValueCipher
{
    private const int VectorLength = 16;

    public ReadOnlyMemory<byte> Prefix { get; } = Encoding.UTF8.GetBytes($"k8s:enc:aescbc:v1:{name}:");

    public byte[] Seal(ReadOnlySpan<byte> value, string place)
    {
        using var aes = Aes.Create();
        aes.Key = secret;
        var vector = RandomNumberGenerator.GetBytes(VectorLength);
        return [.. Prefix.Span, .. vector, .. aes.EncryptCbc(value, vector)];
    }

    public byte[] Open(ReadOnlySpan<byte> body, string place)
    {
        if (body.Length < VectorLength)
        {
            throw new CryptographicException("the value is too short");
        }

        using var aes = Aes.Create();
        aes.Key = secret;
        return aes.DecryptCbc(body[VectorLength..], body[..VectorLength]);
    }
}
