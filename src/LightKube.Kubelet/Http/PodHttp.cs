using System.Net;
using System.Net.Security;
using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Http;

/// <summary>HTTP requests to a pod's own server, for probes and hooks: short, without trust in its certificate, without cookies or proxies.</summary>
internal sealed class PodHttp : IDisposable
{
    internal const int MaxBodyBytes = 10 * 1024; // what a probe reads of an answer
    private const int MaxRedirects = 10;
    private const string UserAgent = "kube-probe/1.36";

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        // A probe proves that a new connection can be made.
        PooledConnectionLifetime = TimeSpan.Zero,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = AcceptAny },
    });

    /// <summary>GETs what the action names.</summary>
    /// <returns>The status code, and the beginning of the body.</returns>
    internal async Task<(int Status, string Body)> GetAsync(HTTPGetAction action, Container container, string podIp, CancellationToken cancel)
    {
        var host = action.Host.Length > 0 ? action.Host : podIp;
        var port = ContainerPorts.Resolve(action.Port, container);
        var scheme = action.Scheme == "HTTPS" ? "https" : "http";
        var uri = new Uri($"{scheme}://{(host.Contains(':') ? $"[{host}]" : host)}:{port}/{action.Path.TrimStart('/')}");
        for (var redirects = 0; ; redirects++)
        {
            using var response = await SendAsync(uri, action, cancel);
            // Followed within the host only; anything else counts as an answer.
            if (redirects < MaxRedirects && (int)response.StatusCode is 301 or 302 or 303 or 307 or 308
                && response.Headers.Location is { } location && new Uri(uri, location) is var next && next.Host == uri.Host)
            {
                uri = next;
                continue;
            }
            return ((int)response.StatusCode, await ReadBodyAsync(response, cancel));
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(Uri uri, HTTPGetAction action, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, uri) { Version = HttpVersion.Version11 };
        request.Headers.ConnectionClose = true;
        foreach (var header in action.HttpHeaders)
        {
            if (header.Name.Equals("Host", StringComparison.OrdinalIgnoreCase))
                request.Headers.Host = header.Value;
            else
                request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }
        if (!request.Headers.Contains("User-Agent"))
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (!request.Headers.Contains("Accept"))
            request.Headers.TryAddWithoutValidation("Accept", "*/*");
        return await _http.SendAsync(request, cancel);
    }

    private static async Task<string> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var bytes = new byte[MaxBodyBytes];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, length);
    }

#pragma warning disable CA5359 // The pod's certificate is its own affair: Kubernetes' probes do not check it either.
    private static bool AcceptAny(object sender, object? certificate, object? chain, SslPolicyErrors errors) => true;
#pragma warning restore CA5359
}
