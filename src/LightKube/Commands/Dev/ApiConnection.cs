using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using LightKube.Client.Http;

namespace LightKube.Commands.Dev;

/// <summary>The few calls of the API that the dev commands make themselves, so that they need no kubectl.</summary>
internal sealed class ApiConnection : IDisposable
{
    // A server that has just started may accept connections that it cannot serve yet.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    /// <param name="config">As our own server writes it: an authority, and a certificate for the client.</param>
    internal ApiConnection(ClientConfig config)
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.AddRange(config.Authorities);
        var tls = new SslClientAuthenticationOptions { ClientCertificates = [config.ClientCertificate!()!], CertificateChainPolicy = trust };
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = tls, UseProxy = false }) { BaseAddress = config.Server, Timeout = AnswerWithin };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Null when <c>/readyz</c> says that the server is ready.</summary>
    internal async Task<string?> NotReadyBecauseAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.GetAsync("/readyz", cancel);
            return answer.IsSuccessStatusCode ? null : $"/readyz answers {(int)answer.StatusCode}";
        }
        catch (Exception e) when (IsTemporary(e, cancel))
        {
            return e.Message;
        }
    }

    /// <summary>An object; null when there is none, or the server does not answer just now.</summary>
    internal async Task<JsonElement?> GetAsync(string path, CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.GetAsync(path, cancel);
            if (answer.StatusCode == HttpStatusCode.NotFound)
                return null;
            using var json = JsonDocument.Parse(await ReadAsync(answer, path, cancel));
            return json.RootElement.Clone();
        }
        catch (Exception e) when (IsTemporary(e, cancel))
        {
            return null;
        }
    }

    /// <summary>Text, as of a log.</summary>
    internal async Task<string> GetTextAsync(string path, CancellationToken cancel)
    {
        using var answer = await _http.GetAsync(path, cancel);
        return await ReadAsync(answer, path, cancel);
    }

    /// <summary>Asks for something to be done; what the server says of it.</summary>
    internal async Task<string> PostAsync(string path, CancellationToken cancel)
    {
        using var answer = await _http.PostAsync(path, null, cancel);
        return await ReadAsync(answer, path, cancel);
    }

    /// <summary>Creates an object from YAML. One that is there already stays as it is.</summary>
    internal async Task CreateAsync(string path, string yaml, CancellationToken cancel)
    {
        using var body = new StringContent(yaml, new MediaTypeHeaderValue("application/yaml"));
        using var answer = await _http.PostAsync(path, body, cancel);
        if (answer.StatusCode != HttpStatusCode.Conflict)
            await ReadAsync(answer, path, cancel);
    }

    /// <summary>Deletes an object, if it is there.</summary>
    internal async Task DeleteAsync(string path, CancellationToken cancel)
    {
        using var answer = await _http.DeleteAsync(path, cancel);
        if (answer.StatusCode != HttpStatusCode.NotFound)
            await ReadAsync(answer, path, cancel);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, string path, CancellationToken cancel)
    {
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode
            ? text
            : throw new CommandFailedException($"{answer.RequestMessage!.Method} {path}: the API answers {(int)answer.StatusCode}: {text.Trim()}");
    }

    // A time-out counts; the user's own wish to end does not.
    private static bool IsTemporary(Exception e, CancellationToken cancel) =>
        e is HttpRequestException || (e is TaskCanceledException && !cancel.IsCancellationRequested);
}
