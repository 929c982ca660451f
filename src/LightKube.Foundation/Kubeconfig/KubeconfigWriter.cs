using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LightKube.Foundation.Kubeconfig;

/// <summary>Writes a kubeconfig as YAML. Texts are quoted as in JSON, which YAML reads too, so that no name can break the file.</summary>
internal static class KubeconfigWriter
{
    internal static string Write(KubeconfigFile file)
    {
        var yaml = new StringBuilder("apiVersion: v1\nkind: Config\npreferences: {}\n");
        if (file.CurrentContext is { } current)
            yaml.Append($"current-context: {Quote(current)}\n");
        WriteList(yaml, "clusters", "cluster", file.Clusters, WriteCluster);
        WriteList(yaml, "users", "user", file.Users, WriteUser);
        WriteList(yaml, "contexts", "context", file.Contexts, WriteContext);
        return yaml.ToString();
    }

    private static void WriteList<T>(
        StringBuilder yaml, string list, string key, IReadOnlyDictionary<string, T> items, Action<StringBuilder, T> write)
    {
        yaml.Append(items.Count == 0 ? $"{list}: []\n" : $"{list}:\n");
        foreach (var (name, item) in items)
        {
            yaml.Append($"- name: {Quote(name)}\n  {key}:\n");
            write(yaml, item);
        }
    }

    private static void WriteCluster(StringBuilder yaml, KubeconfigCluster cluster)
    {
        WriteField(yaml, "server", cluster.Server);
        WriteField(yaml, "certificate-authority-data", ToBase64(cluster.CertificateAuthorityPem));
        WriteField(yaml, "tls-server-name", cluster.TlsServerName);
        if (cluster.InsecureSkipTlsVerify)
            yaml.Append("    insecure-skip-tls-verify: true\n");
    }

    private static void WriteUser(StringBuilder yaml, KubeconfigUser user)
    {
        if (user == new KubeconfigUser())
            yaml.Append("    {}\n");
        WriteField(yaml, "client-certificate-data", ToBase64(user.ClientCertificatePem));
        WriteField(yaml, "client-key-data", ToBase64(user.ClientKeyPem));
        WriteField(yaml, "token", user.Token);
        WriteField(yaml, "tokenFile", user.TokenFile);
    }

    private static void WriteContext(StringBuilder yaml, KubeconfigContext context)
    {
        WriteField(yaml, "cluster", context.Cluster);
        WriteField(yaml, "user", context.User);
        WriteField(yaml, "namespace", context.Namespace);
    }

    private static void WriteField(StringBuilder yaml, string key, string? value)
    {
        if (value is not null)
            yaml.Append($"    {key}: {Quote(value)}\n");
    }

    private static string? ToBase64(string? pem) => pem is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(pem));

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
