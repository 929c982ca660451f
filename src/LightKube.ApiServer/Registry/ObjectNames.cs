using System.Security.Cryptography;

namespace LightKube.ApiServer.Registry;

/// <summary>Names and uids that the server makes up.</summary>
public static class ObjectNames
{
    // No vowels, and nothing that is easily mistaken: the alphabet of Kubernetes' generated names.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxGeneratedBase = 63 - SuffixLength;

    /// <summary>The base, shortened so that the whole fits a DNS label, and five random characters.</summary>
    public static string Generate(string generateName)
    {
        var prefix = generateName.Length > MaxGeneratedBase ? generateName[..MaxGeneratedBase] : generateName;
        return prefix + RandomNumberGenerator.GetString(Alphabet, SuffixLength);
    }

    public static string NewUid() => Guid.NewGuid().ToString("D");
}
