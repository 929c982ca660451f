using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;

namespace LightKube.EndToEnd.Rig;

/// <summary>The API by plain requests, as the administrator: for what no kubectl would send.</summary>
internal sealed class Api : IDisposable
{
    internal const string Json = "application/json";
    internal const string MergePatch = "application/merge-patch+json";
    internal const string Apply = "application/apply-patch+yaml";

    private readonly HttpClient _http;

    internal Api(string kubeConfig)
    {
        var access = new ClusterAccess(kubeConfig);
        var tls = new SslClientAuthenticationOptions
        {
            LocalCertificateSelectionCallback = (_, _, _, _, _) => access.Client,
            RemoteCertificateValidationCallback = (_, certificate, chain, _) => access.Trusts(certificate, chain),
        };
        _http = new HttpClient(new SocketsHttpHandler { SslOptions = tls }) { BaseAddress = new Uri($"https://{access.Host}"), Timeout = RunningCommand.Patience };
    }

    /// <summary>An answer: the code, the headers, and the body as text and as JSON.</summary>
    internal sealed record Answer(int Code, HttpResponseHeaders Headers, string? ContentType, string Body)
    {
        internal JsonNode Json => JsonNode.Parse(Body)!;

        internal IEnumerable<string> Warnings => Headers.TryGetValues("Warning", out var values) ? values : [];

        /// <summary>Fails the test unless this is the code.</summary>
        internal Answer Is(int code)
        {
            Assert.That(Code, new NUnit.Framework.Constraints.EqualConstraint(code), Body);
            return this;
        }
    }

    internal Task<Answer> GetAsync(string path, string accept = Json) => SendAsync(HttpMethod.Get, path, null, Json, accept);

    internal Task<Answer> PostAsync(string path, string body) => SendAsync(HttpMethod.Post, path, body, Json);

    internal Task<Answer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body, Json);

    internal Task<Answer> PatchAsync(string path, string body, string contentType = MergePatch) => SendAsync(HttpMethod.Patch, path, body, contentType);

    internal Task<Answer> DeleteAsync(string path, string body = "") => SendAsync(HttpMethod.Delete, path, body.Length > 0 ? body : null, Json);

    /// <summary>Reads, changes and writes; again, while a controller's writes come in between.</summary>
    internal async Task<JsonNode> UpdateAsync(string path, Action<JsonNode> change)
    {
        while (true)
        {
            var now = (await GetAsync(path)).Is(200).Json;
            change(now);
            var answer = await PutAsync(path, now.ToJsonString());
            if (answer.Code != 409)
            {
                return answer.Is(200).Json;
            }
        }
    }

    internal async Task<Answer> SendAsync(HttpMethod method, string path, string? body, string contentType, string accept = Json)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await _http.SendAsync(request);
        return new Answer((int)response.StatusCode, response.Headers, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    /// <summary>Reads watch events until one is what is waited for.</summary>
    internal async Task<JsonNode> WatchAsync(string path, Func<JsonNode, bool> wanted)
    {
        using var patience = new CancellationTokenSource(RunningCommand.Patience);
        using var response = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(patience.Token));
        var seen = new StringBuilder();
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            seen.AppendLine(line);
            if (JsonNode.Parse(line) is { } news && wanted(news))
            {
                return news;
            }
        }

        throw new AssertionException($"The watch of {path} ended with {(int)response.StatusCode} without it:\n{seen}");
    }

    public void Dispose() => _http.Dispose();
}
