using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LightKube.Foundation.Kubeconfig;

namespace LightKube.Client.Http;

/// <summary>The kubeconfig cannot be used. The message says which entry is wrong.</summary>
public sealed class KubeconfigException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Takes the connection of a context out of a kubeconfig.</summary>
public static class Kubeconfig
{
    /// <param name="file">The kubeconfig.</param>
    /// <param name="context">The context's name; null for the current one.</param>
    /// <exception cref="KubeconfigException">An entry is missing or cannot be used.</exception>
    public static ClientConfig ConfigOf(KubeconfigFile file, string? context = null)
    {
        var name = context ?? file.CurrentContext;
        if (string.IsNullOrEmpty(name))
            throw new KubeconfigException("the kubeconfig has no current-context: name one");
        var chosen = Entry(file.Contexts, "context", name);
        var cluster = Entry(file.Clusters, "cluster", chosen.Cluster);
        return Make(cluster, chosen.User.Length > 0 ? Entry(file.Users, "user", chosen.User) : new KubeconfigUser());
    }

    private static ClientConfig Make(KubeconfigCluster cluster, KubeconfigUser user)
    {
        if (!Uri.TryCreate(cluster.Server, UriKind.Absolute, out var server))
            throw new KubeconfigException($"the cluster's server is not an address: '{cluster.Server}'");
        if (cluster.InsecureSkipTlsVerify)
            throw new KubeconfigException(
                "insecure-skip-tls-verify is refused: anyone could answer as the server; give its certificate-authority-data instead");
        var authorities = new X509Certificate2Collection();
        if (cluster.CertificateAuthorityPem is { } pem)
            Import(() => authorities.ImportFromPem(pem), "certificate-authority");
        var certificate = Certificate(user);
        return new ClientConfig
        {
            Server = server,
            Authorities = authorities,
            TlsServerName = cluster.TlsServerName,
            ClientCertificate = certificate is null ? null : () => certificate,
            Token = user.Token,
            TokenFile = user.TokenFile,
        };
    }

    private static X509Certificate2? Certificate(KubeconfigUser user)
    {
        if (user.ClientCertificatePem is not { } certificate)
            return null;
        var key = user.ClientKeyPem ?? throw new KubeconfigException("the user has a client-certificate but no client-key");
        X509Certificate2? made = null;
        Import(() => made = X509Certificate2.CreateFromPem(certificate, key), "client-certificate");
        return made;
    }

    private static void Import(Action import, string name)
    {
        try
        {
            import();
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException($"{name} is not a certificate in PEM: {error.Message}", error);
        }
    }

    private static T Entry<T>(IReadOnlyDictionary<string, T> entries, string what, string name) =>
        entries.TryGetValue(name, out var entry) ? entry : throw new KubeconfigException($"the kubeconfig has no {what} named '{name}'");
}
