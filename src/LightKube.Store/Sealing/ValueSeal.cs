using System.Security.Cryptography;
using System.Text;

namespace LightKube.Store.Sealing;

/// <summary>Seals by rules, which may be exchanged at any time: the first rule that covers a resource has it.</summary>
public sealed class ValueSeal(IReadOnlyList<SealRule> rules) : IValueSeal
{
    private static readonly byte[] AnyPrefix = Encoding.ASCII.GetBytes("k8s:enc:");

    private IReadOnlyList<SealRule> _rules = rules;

    public IReadOnlyList<string> Prefixes
    {
        get
        {
            var resources = Volatile.Read(ref _rules).SelectMany(rule => rule.Resources).ToList();
            return resources.Any(resource => resource.Contains('*')) ? [""] : [.. resources.Distinct().Select(resource => $"/{resource}/")];
        }
    }

    /// <summary>New writes go by these rules from now on, and so do reads: they must know every key that is still in use.</summary>
    public void Exchange(IReadOnlyList<SealRule> rules) => Volatile.Write(ref _rules, rules);

    public byte[]? Seal(string key, ReadOnlySpan<byte> value) =>
        RuleOf(key) is { } rule && rule.Ciphers[0] is not PlainCipher && value.Length > 0 ? rule.Ciphers[0].Seal(value, key) : null;

    public byte[] Open(string key, byte[] stored)
    {
        if (!stored.AsSpan().StartsWith(AnyPrefix))
        {
            return stored;
        }

        foreach (var cipher in RuleOf(key)?.Ciphers ?? [])
        {
            if (cipher is not PlainCipher && stored.AsSpan().StartsWith(cipher.Prefix.Span))
            {
                try
                {
                    return cipher.Open(stored.AsSpan(cipher.Prefix.Length), key);
                }
                catch (CryptographicException e)
                {
                    throw new StoreException(StoreError.Corrupt, $"The value of {key} cannot be decrypted: {e.Message}. Its bytes were changed, or the key of that name is another one.", e);
                }
            }
        }

        throw new StoreException(
            StoreError.Corrupt, $"The value of {key} is encrypted with a key that is not configured ({NameOf(stored)}). Bring back the configuration that has it.");
    }

    public bool IsCurrent(string key, ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty || RuleOf(key) is not { } rule)
        {
            return stored.IsEmpty || !stored.StartsWith(AnyPrefix);
        }

        return rule.Ciphers[0] is PlainCipher ? !stored.StartsWith(AnyPrefix) : stored.StartsWith(rule.Ciphers[0].Prefix.Span);
    }

    private SealRule? RuleOf(string key)
    {
        var end = key.IndexOf('/', 1);
        if (end < 0)
        {
            return null;
        }

        var resource = key.AsSpan(1, end - 1);
        var rules = Volatile.Read(ref _rules);
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i].Covers(resource))
            {
                return rules[i];
            }
        }

        return null;
    }

    // Up to the name's end, which is all that is text.
    private static string NameOf(byte[] stored)
    {
        const int Colons = 5;
        var at = 0;
        for (var i = 0; i < Colons && at >= 0 && at < stored.Length; i++)
        {
            at = Array.IndexOf(stored, (byte)':', at) + 1;
        }

        return Encoding.UTF8.GetString(stored.AsSpan(0, Math.Clamp(at, 0, 200)));
    }
}
