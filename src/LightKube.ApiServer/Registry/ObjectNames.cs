using System.Security.Cryptography;

namespace LightKube.ApiServer.Registry;

/// <summary>Names and uids that the server makes up.</summary>
public static class ObjectNames
{
    // No vowels, and nothing that is easily mistaken: the alphabet of Kubernetes' generated names.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxGeneratedBase = 63 - SuffixLength;
    private const int UidBytes = 16;
    private const int UidsAtOnce = 32;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <summary>The base, shortened so that the whole fits a DNS label, and five random characters.</summary>
    public static string Generate(string generateName)
    {
        var prefix = generateName.Length > MaxGeneratedBase ? generateName[..MaxGeneratedBase] : generateName;
        return prefix + RandomNumberGenerator.GetString(Alphabet, SuffixLength);
    }

    /// <summary>A random UUID. A call of the kernel for each would cost more than all the rest of it.</summary>
    public static string NewUid()
    {
        var random = _random ??= new byte[UidsAtOnce * UidBytes];
        if (_used == 0 || _used == random.Length)
        {
            RandomNumberGenerator.Fill(random);
            _used = 0;
        }

        var bytes = random.AsSpan(_used, UidBytes);
        _used += UidBytes;
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x40); // Version 4,
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80); // of RFC 9562's variant.
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
