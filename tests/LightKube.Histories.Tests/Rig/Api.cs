using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;

namespace LightKube.Histories.Rig;

/// <summary>ConfigMaps over HTTPS, in plain JSON: nothing of LightKube's own clients is in between.</summary>
internal sealed class Api : IDisposable
{
    private const string Collection = "/api/v1/namespaces/default/configmaps";

    private readonly HttpClient _http;

    /// <param name="kubeconfig">The administrator's, as the server writes it.</param>
    public Api(string kubeconfig)
    {
        var lines = File.ReadAllLines(kubeconfig);
        byte[] Field(string name) => Convert.FromBase64String(lines.Single(line => line.TrimStart().StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[1].Trim(' ', '"'));
        var server = lines.Single(line => line.TrimStart().StartsWith("server:", StringComparison.Ordinal)).Split("https://")[1].Trim(' ', '"');
        var authority = X509CertificateLoader.LoadCertificate(Field("certificate-authority-data"));
        var pem = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Field("client-certificate-data")), Encoding.ASCII.GetString(Field("client-key-data")));
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.Add(authority);
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { ClientCertificates = [pem], CertificateChainPolicy = trust } })
        {
            BaseAddress = new Uri($"https://{server}"),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri("/readyz", UriKind.Relative), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public Task<(HttpStatusCode Code, JsonElement Body)> CreateAsync(string key, string value, string color) => SendAsync(HttpMethod.Post, "", Json(key, value, color, null));

    public Task<(HttpStatusCode Code, JsonElement Body)> ReplaceAsync(string key, string value, string color, long version) =>
        SendAsync(HttpMethod.Put, $"/{key}", Json(key, value, color, version));

    public Task<(HttpStatusCode Code, JsonElement Body)> PatchAsync(string key, string value, string color) =>
        SendAsync(HttpMethod.Patch, $"/{key}", $$$"""{"metadata":{"labels":{"color":"{{{color}}}"}},"data":{"v":"{{{value}}}"}}""", "application/merge-patch+json");

    public Task<(HttpStatusCode Code, JsonElement Body)> GetAsync(string key) => SendAsync(HttpMethod.Get, $"/{key}", null);

    public Task<(HttpStatusCode Code, JsonElement Body)> ListAsync() => SendAsync(HttpMethod.Get, "?labelSelector=color", null);

    public Task<(HttpStatusCode Code, JsonElement Body)> DeleteAsync(string key) => SendAsync(HttpMethod.Delete, $"/{key}", null);

    /// <summary>The events after a version, each a line.</summary>
    public async Task<Stream> WatchAsync(string selector, long after, CancellationToken cancel)
    {
        var path = $"{Collection}?watch=true&allowWatchBookmarks=true&resourceVersion={after}&labelSelector={Uri.EscapeDataString(selector)}";
        var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancel);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancel);
    }

    public void Dispose() => _http.Dispose();

    private static string Json(string key, string value, string color, long? version) =>
        "{\"metadata\":{\"name\":\"" + key + "\"," + (version is null ? "" : $"\"resourceVersion\":\"{version}\",") + "\"labels\":{\"color\":\"" + color + "\"}},\"data\":{\"v\":\"" + value + "\"}}";

    private async Task<(HttpStatusCode Code, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, new Uri(Collection + path, UriKind.Relative));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, contentType);
        using var answer = await _http.SendAsync(request);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
        return (answer.StatusCode, json.RootElement.Clone());
    }
}
