using System.Security.Cryptography;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Yaml;
using LightKube.Store.Sealing;

namespace LightKube.Server.Encryption;

/// <summary>
/// Kubernetes' file of what is encrypted in the store: <c>kind: EncryptionConfiguration</c> of <c>apiserver.config.k8s.io/v1</c>. Of its providers aesgcm, aescbc
/// and identity are known; a file that asks for another is refused.
/// </summary>
internal static class EncryptionConfiguration
{
    private const string ApiVersion = "apiserver.config.k8s.io/v1";
    private const string Kind = "EncryptionConfiguration";

    private static readonly int[] SecretLengths = [16, 24, 32];

    /// <summary>A configuration of our own: Secrets under the first of the keys, the others for what was written before.</summary>
    internal static string Write(IReadOnlyList<EncryptionKey> keys, bool encrypt)
    {
        var text = new StringBuilder($"apiVersion: {ApiVersion}\nkind: {Kind}\nresources:\n- resources:\n  - secrets\n  providers:\n");
        const string Identity = "  - identity: {}\n";
        text.Append(encrypt ? "" : Identity).Append("  - aesgcm:\n      keys:\n");
        foreach (var key in keys)
        {
            text.Append($"      - name: {key.Name}\n        secret: {Convert.ToBase64String(key.Secret)}\n");
        }

        return text.Append(encrypt ? Identity : "").ToString();
    }

    /// <exception cref="FormatException">It is none, or one that is not understood; the message says where.</exception>
    internal static IReadOnlyList<SealRule> Parse(string yaml)
    {
        DocMap root;
        try
        {
            root = YamlDocumentReader.ReadMap(yaml);
        }
        catch (DocumentFormatException e)
        {
            throw new FormatException(e.Message, e);
        }

        if (root.GetString("apiVersion") != ApiVersion || root.GetString("kind") != Kind)
            throw new FormatException($"expected kind {Kind} of {ApiVersion}");
        return [.. Items(root, "resources", "resources").Select((item, index) => RuleOf(item, $"resources[{index}]"))];
    }

    /// <summary>The keys of the first rule's aesgcm provider, in their order: what a file of our own has.</summary>
    internal static IReadOnlyList<EncryptionKey> KeysOf(string yaml)
    {
        var first = Items(YamlDocumentReader.ReadMap(yaml), "resources", "resources")[0];
        var provider = Items(first, "providers", "providers").Select(item => item.GetMap("aesgcm")).First(item => item is not null)!;
        return [.. Items(provider, "keys", "keys").Select(item => new EncryptionKey(item.GetString("name")!, Convert.FromBase64String(item.GetString("secret")!)))];
    }

    private static SealRule RuleOf(DocMap item, string place)
    {
        var resources = (item.GetList("resources") ?? throw Missing($"{place}.resources")).Items.ToArray().Select(value => value.AsString ?? throw Missing($"{place}.resources")).ToList();
        var ciphers = new List<IValueCipher>();
        foreach (var provider in Items(item, "providers", $"{place}.providers"))
            AddCiphers(ciphers, provider, $"{place}.providers[{ciphers.Count}]");
        return new SealRule(resources, ciphers);
    }

    private static void AddCiphers(List<IValueCipher> ciphers, DocMap provider, string place)
    {
        foreach (var entry in provider.Entries)
        {
            switch (entry.Key)
            {
                case "identity":
                    ciphers.Add(new PlainCipher());
                    break;
                case "aesgcm":
                    foreach (var (name, secret) in Keys(entry.Value, place))
                        ciphers.Add(new AesGcmCipher(name, secret));
                    break;
                case "aescbc":
                    foreach (var (name, secret) in Keys(entry.Value, place))
                        ciphers.Add(new AesCbcCipher(name, secret));
                    break;
                default:
                    throw new FormatException($"{place}: the provider {entry.Key} is not known: expected aesgcm, aescbc or identity");
            }
        }
    }

    private static IEnumerable<(string Name, byte[] Secret)> Keys(Value provider, string place)
    {
        foreach (var key in Items(provider.AsMap ?? throw Missing(place), "keys", $"{place}.keys"))
        {
            var name = key.GetString("name") ?? throw Missing($"{place}.keys.name");
            byte[] secret;
            try
            {
                secret = Convert.FromBase64String(key.GetString("secret") ?? throw Missing($"{place}.keys.secret"));
            }
            catch (FormatException e)
            {
                throw new FormatException($"{place}: the secret of the key {name} is not base64", e);
            }

            if (name.Length == 0 || name.Contains(':') || !SecretLengths.Contains(secret.Length))
                throw new FormatException($"{place}: a key has a name without a colon and a secret of 16, 24 or 32 bytes");
            yield return (name, secret);
        }
    }

    private static List<DocMap> Items(DocMap map, string key, string place)
    {
        var items = (map.GetList(key) ?? throw Missing(place)).Items.ToArray().Select(item => item.AsMap ?? throw Missing(place)).ToList();
        return items.Count > 0 ? items : throw Missing(place);
    }

    private static FormatException Missing(string place) => new($"{place} is missing or not as it should be");
}

/// <summary>A key of our own.</summary>
/// <param name="Name">Stands in front of what it has encrypted.</param>
/// <param name="Secret">32 bytes.</param>
internal sealed record EncryptionKey(string Name, byte[] Secret)
{
    private const int Length = 32;

    /// <summary>A new one, named after the day and a bit of chance.</summary>
    internal static EncryptionKey Create(TimeProvider time) =>
        new($"{time.GetUtcNow():yyyyMMdd}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", RandomNumberGenerator.GetBytes(Length));
}
