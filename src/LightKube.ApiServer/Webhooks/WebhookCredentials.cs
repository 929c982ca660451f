using System.Security.Cryptography;
using LightKube.ApiServer.Admission.Configuration;
using LightKube.Foundation.Certificates;
using LightKube.Foundation.Configuration;
using LightKube.Foundation.Kubeconfig;

namespace LightKube.ApiServer.Webhooks;

/// <summary>
/// As whom admission webhooks are called: a kubeconfig's users, named after servers: <c>hook.default.svc:8443</c>, without the port when that is 443,
/// <c>*.default.svc</c>, or <c>*</c> for all others; else the user of the current context.
/// </summary>
public sealed class WebhookCredentials(KubeconfigFile users)
{
    /// <summary>Webhooks are called without credentials.</summary>
    public static readonly WebhookCredentials None = new(new KubeconfigFile());

    /// <summary>Reads kind WebhookAdmissionConfiguration of apiserver.config.k8s.io/v1 (or WebhookAdmission of v1alpha1), which names the kubeconfig.</summary>
    /// <exception cref="ConfigurationException">The kubeconfig cannot be used.</exception>
    internal static WebhookCredentials Read(ConfigurationMap map)
    {
        if (map.Text("kind") == "WebhookAdmission")
        {
            map.IsKind("WebhookAdmission", "apiserver.config.k8s.io/v1alpha1");
        }
        else
        {
            map.IsKind("WebhookAdmissionConfiguration", "apiserver.config.k8s.io/v1");
        }

        map.Knows("apiVersion", "kind", "kubeConfigFile");
        if (map.Text("kubeConfigFile") is not { Length: > 0 } file)
        {
            return None;
        }

        try
        {
            return new WebhookCredentials(KubeconfigFile.Read(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Foundation.Yaml.YamlFileException or CryptographicException)
        {
            throw new ConfigurationException([$"{file}: {e.Message}"]);
        }
    }

    /// <summary>The endpoint with the credentials that are for it.</summary>
    /// <exception cref="WebhookException">They cannot be used.</exception>
    public WebhookEndpoint Of(WebhookEndpoint endpoint)
    {
        if (Find(endpoint.Url.Host, endpoint.Service?.Port ?? endpoint.Url.Port) is not { } user)
        {
            return endpoint;
        }

        try
        {
            return endpoint with
            {
                ClientCertificate = user is { ClientCertificatePem: { } certificate, ClientKeyPem: { } key } ? new KeyPair(certificate, key).ToCertificate() : null,
                BearerToken = user.Token ?? (user.TokenFile is { } file ? File.ReadAllText(file).Trim() : ""),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new WebhookException($"credentials for {endpoint.Url.Host}: {e.Message}", e);
        }
    }

    private KubeconfigUser? Find(string host, int port) =>
        ByName($"{host}:{port}")
        ?? (port == 443 ? ByName(host) : null)
        ?? users.Users.GetValueOrDefault("*")
        ?? (users.CurrentContext is { } name && users.Contexts.TryGetValue(name, out var context) ? users.Users.GetValueOrDefault(context.User) : null);

    private KubeconfigUser? ByName(string server)
    {
        if (users.Users.TryGetValue(server, out var exact))
        {
            return exact;
        }

        for (var dot = server.IndexOf('.'); dot >= 0; dot = server.IndexOf('.', dot + 1))
        {
            if (users.Users.TryGetValue("*" + server[dot..], out var found))
            {
                return found;
            }
        }

        return null;
    }
}
