using System.Text;
using LightKube.Foundation.Yaml;

namespace LightKube.Foundation.Kubeconfig;

/// <summary>Reads a kubeconfig.</summary>
internal sealed class KubeconfigReader
{
    private readonly string _file;
    private readonly string _directory;

    private KubeconfigReader(string file) => (_file, _directory) = (file, Path.GetDirectoryName(Path.GetFullPath(file))!);

    internal static KubeconfigFile Parse(string text, string file) => YamlReader.Read(text, file) switch
    {
        YamlMapping root => new KubeconfigReader(file).ReadFile(root),
        null => new KubeconfigFile(),
        var other => throw new YamlFileException(file, other.Line, "not a kubeconfig: keys with values are expected"),
    };

    private KubeconfigFile ReadFile(YamlMapping root) => new()
    {
        Clusters = ReadList(root, "clusters", "cluster", ReadCluster),
        Users = ReadList(root, "users", "user", ReadUser),
        Contexts = ReadList(root, "contexts", "context", ReadContext),
        CurrentContext = root.FindText("current-context"),
    };

    private Dictionary<string, T> ReadList<T>(YamlMapping root, string list, string key, Func<YamlMapping, T> read)
    {
        var items = new Dictionary<string, T>();
        foreach (var node in (root.Find(list) as YamlSequence)?.Items ?? [])
        {
            if (node is not YamlMapping item || item.FindText("name") is not { } name)
                throw new YamlFileException(_file, node.Line, $"an entry of '{list}' has no name");
            // Empty entries are written as null or {}.
            items.TryAdd(name, read(item.Find(key) as YamlMapping ?? new YamlMapping([], node.Line)));
        }
        return items;
    }

    private KubeconfigCluster ReadCluster(YamlMapping cluster) => new(cluster.FindText("server") ?? "")
    {
        CertificateAuthorityPem = ReadDataOrFile(cluster, "certificate-authority"),
        TlsServerName = cluster.FindText("tls-server-name"),
        InsecureSkipTlsVerify = cluster.FindText("insecure-skip-tls-verify") == "true",
    };

    private KubeconfigUser ReadUser(YamlMapping user) => new()
    {
        ClientCertificatePem = ReadDataOrFile(user, "client-certificate"),
        ClientKeyPem = ReadDataOrFile(user, "client-key"),
        Token = user.FindText("token"),
        TokenFile = user.FindText("tokenFile") is { } path ? Path.Combine(_directory, path) : null,
    };

    private static KubeconfigContext ReadContext(YamlMapping context) =>
        new(context.FindText("cluster") ?? "", context.FindText("user") ?? "", context.FindText("namespace"));

    /// <summary>Data in the file itself wins over a file that it names, as with kubectl.</summary>
    private string? ReadDataOrFile(YamlMapping mapping, string key)
    {
        if (mapping.Find(key + "-data") is YamlScalar { Text.Length: > 0 } data)
        {
            var bytes = new byte[data.Text.Length];
            return Convert.TryFromBase64String(data.Text, bytes, out var length)
                ? Encoding.UTF8.GetString(bytes, 0, length)
                : throw new YamlFileException(_file, data.Line, $"'{key}-data' is not base64");
        }
        return mapping.FindText(key) is { Length: > 0 } path ? File.ReadAllText(Path.Combine(_directory, path)) : null;
    }
}
