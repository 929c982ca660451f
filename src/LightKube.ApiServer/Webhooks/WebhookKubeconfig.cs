using LightKube.Foundation.Configuration;
using LightKube.Foundation.Kubeconfig;

namespace LightKube.ApiServer.Webhooks;

/// <summary>Reads where a webhook is from a file in the form of a kubeconfig, as webhooks of authentication, authorization and audit are configured.</summary>
public static class WebhookKubeconfig
{
    /// <exception cref="ConfigurationException">The file names no place, or something of it cannot be used.</exception>
    public static WebhookEndpoint Read(string path)
    {
        try
        {
            return Of(KubeconfigFile.Read(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Foundation.Yaml.YamlFileException or System.Security.Cryptography.CryptographicException)
        {
            throw new ConfigurationException([$"{path}: {e.Message}"]);
        }
    }

    private static WebhookEndpoint Of(KubeconfigFile file, string path)
    {
        var context = file.CurrentContext is { Length: > 0 } name && file.Contexts.TryGetValue(name, out var found)
            ? found
            : throw new ConfigurationException([$"{path} has no current-context"]);
        if (!file.Clusters.TryGetValue(context.Cluster, out var cluster) || !Uri.TryCreate(cluster.Server, UriKind.Absolute, out var url))
        {
            throw new ConfigurationException([$"{path}: the context's cluster has no server that is a URL"]);
        }

        var user = file.Users.GetValueOrDefault(context.User) ?? new KubeconfigUser();
        return new WebhookEndpoint
        {
            Url = url,
            Authorities = cluster.CertificateAuthorityPem ?? "",
            ServerName = cluster.TlsServerName ?? "",
            ClientCertificate = user is { ClientCertificatePem: { } certificate, ClientKeyPem: { } key } ? new Foundation.Certificates.KeyPair(certificate, key).ToCertificate() : null,
            BearerToken = user.Token ?? (user.TokenFile is { } file2 ? File.ReadAllText(file2).Trim() : ""),
        };
    }
}
