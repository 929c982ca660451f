using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace LightKube.ApiServer.Authentication;

/// <summary>The SHA-256 of a credential: what caches are keyed by, so that no secret stays in memory for their sake.</summary>
internal readonly record struct CredentialHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Tokens up to this length are hashed without an allocation; ours have about 1,100 characters.</summary>
    private const int StackBytes = 2048;

    public static CredentialHash Of(ReadOnlySpan<byte> credential)
    {
        Span<ulong> hash = stackalloc ulong[4];
        SHA256.HashData(credential, MemoryMarshal.AsBytes(hash));
        return new CredentialHash(hash[0], hash[1], hash[2], hash[3]);
    }

    public static CredentialHash Of(string credential)
    {
        var max = Encoding.UTF8.GetMaxByteCount(credential.Length);
        Span<byte> bytes = max <= StackBytes ? stackalloc byte[StackBytes] : new byte[max];
        return Of(bytes[..Encoding.UTF8.GetBytes(credential, bytes)]);
    }

    public override int GetHashCode() => (int)A;
}
