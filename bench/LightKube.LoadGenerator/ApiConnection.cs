using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LightKube.LoadGenerator;

/// <summary>Some HTTP/2 connections to an API server, used in turn.</summary>
internal sealed class ApiConnection
{
    public static readonly MediaTypeWithQualityHeaderValue Protobuf = new("application/vnd.kubernetes.protobuf");

    private static readonly MediaTypeWithQualityHeaderValue Json = new("application/json");
    private readonly HttpMessageInvoker[] _connections;
    private readonly Uri _server;
    private long _next;

    public ApiConnection(string kubeconfig, int connections)
    {
        var config = KubeconfigCredentials.Read(kubeconfig);
        _server = config.Server;
        _connections = Enumerable.Range(0, connections).Select(_ => new HttpMessageInvoker(Handler(config))).ToArray();
    }

    /// <summary>Sends one request; the caller disposes of the answer.</summary>
    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? contentType, byte[]? body, CancellationToken cancel, MediaTypeWithQualityHeaderValue? accept = null)
    {
        var request = new HttpRequestMessage(method, new Uri(_server, path))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Accept.Add(accept ?? Json);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType!);
        }

        var connection = _connections[Interlocked.Increment(ref _next) % _connections.Length];
        return connection.SendAsync(request, cancel);
    }

    /// <summary>Sends a request and reads the answer to its end.</summary>
    /// <returns>The answer's size in bytes.</returns>
    /// <exception cref="HttpRequestException">A status of 400 or above.</exception>
    public async Task<long> CallAsync(HttpMethod method, string path, string? contentType = null, byte[]? body = null, MediaTypeWithQualityHeaderValue? accept = null)
    {
        using var response = await SendAsync(method, path, contentType, body, CancellationToken.None, accept);
        await using var content = await response.Content.ReadAsStreamAsync();
        if ((int)response.StatusCode >= 400)
        {
            using var reader = new StreamReader(content, Encoding.UTF8);
            var text = await reader.ReadToEndAsync();
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {text[..Math.Min(300, text.Length)]}");
        }

        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
        long size = 0;
        int read;
        while ((read = await content.ReadAsync(buffer)) > 0)
        {
            size += read;
        }

        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        return size;
    }

    /// <summary>The answer as text, or nothing when the server refuses it.</summary>
    public async Task<string> ReadAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, null, CancellationToken.None);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : "";
    }

    private static SocketsHttpHandler Handler(KubeconfigCredentials config) => new()
    {
        EnableMultipleHttp2Connections = false,
        InitialHttp2StreamWindowSize = 4 * 1024 * 1024,
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            ClientCertificates = config.Client is null ? null : [config.Client],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => IsTrusted(config, certificate),
        },
    };

    private static bool IsTrusted(KubeconfigCredentials config, X509Certificate? certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(config.Authority);
        return certificate is X509Certificate2 full && chain.Build(full);
    }
}
