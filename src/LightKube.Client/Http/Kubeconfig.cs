using System.Security.Cryptography.X509Certificates;
using System.Text;
using LightKube.Api.Documents;

namespace LightKube.Client.Http;

/// <summary>The kubeconfig cannot be used. The message says which entry is wrong.</summary>
public sealed class KubeconfigException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Reads the connection of a context out of a kubeconfig.</summary>
public static class Kubeconfig
{
    /// <param name="config">The kubeconfig's tree.</param>
    /// <param name="folder">Against which relative paths in it count: the folder of its file.</param>
    /// <param name="context">The context's name; null for the current one.</param>
    /// <exception cref="KubeconfigException">An entry is missing or cannot be read.</exception>
    public static ClientConfig Read(DocMap config, string folder, string? context = null)
    {
        var name = context ?? config.GetString("current-context");
        if (string.IsNullOrEmpty(name))
            throw new KubeconfigException("the kubeconfig has no current-context: name one");
        var chosen = Entry(config, "contexts", "context", name);
        var cluster = Entry(config, "clusters", "cluster", chosen.GetString("cluster") ?? "");
        var user = chosen.GetString("user") is { Length: > 0 } userName ? Entry(config, "users", "user", userName) : new DocMap();
        return Make(cluster, user, folder);
    }

    private static ClientConfig Make(DocMap cluster, DocMap user, string folder)
    {
        if (!Uri.TryCreate(cluster.GetString("server"), UriKind.Absolute, out var server))
            throw new KubeconfigException($"the cluster's server is not an address: '{cluster.GetString("server")}'");
        if (cluster["insecure-skip-tls-verify"].AsBool == true)
            throw new KubeconfigException("insecure-skip-tls-verify is refused: anyone could answer as the server; give its certificate-authority-data instead");
        var authorities = new X509Certificate2Collection();
        if (Content(cluster, "certificate-authority", folder) is { } pem)
            Import(() => authorities.ImportFromPem(pem), "certificate-authority");
        var certificate = Certificate(user, folder);
        return new ClientConfig
        {
            Server = server,
            Authorities = authorities,
            TlsServerName = cluster.GetString("tls-server-name"),
            ClientCertificate = certificate is null ? null : () => certificate,
            Token = user.GetString("token"),
            TokenFile = user.GetString("tokenFile") is { } file ? Path.Combine(folder, file) : null,
        };
    }

    private static X509Certificate2? Certificate(DocMap user, string folder)
    {
        if (Content(user, "client-certificate", folder) is not { } certificate)
            return null;
        var key = Content(user, "client-key", folder) ?? throw new KubeconfigException("the user has a client-certificate but no client-key");
        X509Certificate2? made = null;
        Import(() => made = X509Certificate2.CreateFromPem(certificate, key), "client-certificate");
        return made;
    }

    // Either 'NAME-data', in base64, or 'NAME', a file.
    private static string? Content(DocMap map, string name, string folder)
    {
        try
        {
            if (map.GetString(name + "-data") is { Length: > 0 } data)
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            return map.GetString(name) is { Length: > 0 } file ? File.ReadAllText(Path.Combine(folder, file)) : null;
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"{name} cannot be read: {error.Message}", error);
        }
    }

    private static void Import(Action import, string name)
    {
        try
        {
            import();
        }
        catch (Exception error) when (error is System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new KubeconfigException($"{name} is not a certificate in PEM: {error.Message}", error);
        }
    }

    private static DocMap Entry(DocMap config, string list, string field, string name)
    {
        foreach (var item in (config.GetList(list) ?? new DocList()).Items)
        {
            if (item.AsMap is { } entry && entry.GetString("name") == name)
                return entry.GetMap(field) ?? throw new KubeconfigException($"{list} '{name}' has no {field}");
        }
        throw new KubeconfigException($"the kubeconfig has no {field} named '{name}'");
    }
}
