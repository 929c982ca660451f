using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Webhooks;

/// <summary>Where a webhook is, whom to trust there, and as whom to come.</summary>
public sealed record WebhookEndpoint
{
    private const int DefaultPort = 443;

    private string? _connectionKey;

    /// <summary>What is posted to. For a Service <c>https://NAME.NAMESPACE.svc:PORT/PATH</c>, a name that no resolver is asked for.</summary>
    public required Uri Url { get; init; }

    /// <summary>The Service whose ready endpoints are connected to; null connects to the URL's host.</summary>
    public ServicePort? Service { get; init; }

    /// <summary>The authorities that the server's certificate must come from, as PEM; empty for the machine's own.</summary>
    public string Authorities { get; init; } = "";

    /// <summary>The name that the server's certificate must be for; empty for the URL's host.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>The certificate, with its key, that a server gets which asks for one.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Sent as <c>Authorization: Bearer</c>; empty for none.</summary>
    public string BearerToken { get; init; } = "";

    /// <summary>Equal for endpoints that may share connections.</summary>
    internal string ConnectionKey => _connectionKey ??=
        $"{Url.Scheme}://{Url.Authority} {Service} {ServerName} {HashOf(Authorities)} {ClientCertificate?.Thumbprint}";

    /// <summary>Reads a <c>clientConfig</c>, as webhook configurations and conversions of custom resources have it: <c>url</c> or <c>service</c>, and <c>caBundle</c>.</summary>
    /// <exception cref="WebhookException">It names no place, or its caBundle is not PEM.</exception>
    public static WebhookEndpoint From(DocMap clientConfig)
    {
        var authorities = AuthoritiesOf(clientConfig.GetString("caBundle") ?? "");
        if (clientConfig.GetMap("service") is { } service)
        {
            var target = new ServicePort(service.GetString("namespace") ?? "", service.GetString("name") ?? "", (int)(service["port"].AsInt ?? DefaultPort));
            return new WebhookEndpoint { Url = UrlOf(target, service.GetString("path") ?? ""), Service = target, Authorities = authorities };
        }

        return Uri.TryCreate(clientConfig.GetString("url"), UriKind.Absolute, out var url)
            ? new WebhookEndpoint { Url = url, Authorities = authorities }
            : throw new WebhookException("webhook configuration must have either service or URL");
    }

    /// <summary>The same, told how long the caller waits by <c>?timeout=10s</c>.</summary>
    public WebhookEndpoint WithTimeoutInQuery(int seconds)
    {
        var query = $"timeout={seconds}s";
        return this with { Url = new UriBuilder(Url) { Query = Url.Query.Length > 1 ? $"{Url.Query[1..]}&{query}" : query }.Uri };
    }

    /// <summary>The URL as messages show it.</summary>
    public override string ToString() => Text(Url, Service);

    // A Uri leaves the scheme's own port out; upstream shows it for Services, and so do the messages that users search for.
    private static string Text(Uri url, ServicePort? service) =>
        service is null ? url.AbsoluteUri : $"https://{url.Host}:{service.Port}{url.PathAndQuery}";

    private static Uri UrlOf(ServicePort target, string path)
    {
        var slashed = path.StartsWith('/') ? path : "/" + path;
        return Uri.TryCreate($"https://{target.Name}.{target.Namespace}.svc:{target.Port}{slashed}", UriKind.Absolute, out var url)
            ? url
            : throw new WebhookException($"service {target.Namespace}/{target.Name} makes no URL");
    }

    private static string AuthoritiesOf(string base64)
    {
        try
        {
            return System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException e)
        {
            throw new WebhookException("unable to load root certificates: unable to parse bytes as PEM block", e);
        }
    }

    private static string HashOf(string text) =>
        text.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
