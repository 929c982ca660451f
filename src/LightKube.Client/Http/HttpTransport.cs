using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;

namespace LightKube.Client.Http;

/// <summary>Sends requests to one API server, and turns everything that can go wrong into an <see cref="ApiException"/>.</summary>
internal sealed class HttpTransport : IDisposable
{
    private readonly HttpClient _http;
    private readonly ClientConfig _config;
    private readonly TimeProvider _time;
    private (string Token, long ReadAt)? _token;

    public HttpTransport(ClientConfig config, TimeProvider time)
    {
        (_config, _time) = (config, time);
        var address = config.Server.AbsoluteUri;
        _http = new HttpClient(NewHandler(config))
        {
            BaseAddress = new Uri(address.EndsWith('/') ? address : address + "/"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = HttpLimits.LargestAnswer,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(config.UserAgent);
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>Sends a request and reads its answer as an object.</summary>
    public async Task<DocMap> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancel)
    {
        using var timeout = new CancellationTokenSource(HttpLimits.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeout.Token);
        try
        {
            using var response = await OpenAsync(method, path, body, HttpCompletionOption.ResponseContentRead, either.Token);
            return JsonDocumentReader.ReadMap(await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new ApiException(
                504, StatusReason.Timeout, $"{method} {path}: no answer from {_config.Server} within {HttpLimits.RequestTimeout.TotalSeconds:0} s");
        }
        catch (DocumentFormatException error)
        {
            throw ApiException.Unavailable($"{method} {path}: {_config.Server} did not answer with JSON: {error.Message}", error);
        }
    }

    /// <summary>Sends a request and returns once its answer begins; a failure status is an exception.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? body, HttpCompletionOption completion, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (await TokenAsync(cancel) is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, completion, cancel);
        }
        catch (HttpRequestException error)
        {
            throw Unreachable(method, path, error);
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await FailureAsync(response, cancel);
    }

    /// <summary>The error of a connection that broke.</summary>
    public ApiException Unreachable(HttpMethod method, string path, Exception error) =>
        ApiException.Unavailable($"{method} {path}: cannot reach the API server at {_config.Server}: {error.Message}", error);

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler NewHandler(ClientConfig config)
    {
        var tls = new SslClientAuthenticationOptions { TargetHost = config.TlsServerName };
        if (config.Authorities.Count > 0)
            tls.CertificateChainPolicy = TrustOnly(config.Authorities);
        if (config.ClientCertificate is { } certificate)
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate()!;
        return new SocketsHttpHandler
        {
            SslOptions = tls,
            ConnectTimeout = HttpLimits.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = HttpLimits.KeepAlive,
            KeepAlivePingTimeout = HttpLimits.KeepAlive,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
        };
    }

    private static X509ChainPolicy TrustOnly(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static async Task<ApiException> FailureAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var code = (int)response.StatusCode;
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancel);
            if (JsonDocumentReader.ReadMap(body) is { } status && status.GetString("kind") == "Status")
                return ApiException.FromStatus(code, status);
        }
        catch (Exception error) when (error is DocumentFormatException or HttpRequestException)
        {
            // A proxy's error page, or nothing: the code must do.
        }
        return new ApiException(code, code == 404 ? StatusReason.NotFound : "", $"the API server answered {code} {response.ReasonPhrase}");
    }

    private async ValueTask<string?> TokenAsync(CancellationToken cancel)
    {
        if (_config.TokenFile is not { } file)
            return _config.Token;
        if (_token is { } read && _time.GetElapsedTime(read.ReadAt) < HttpLimits.TokenFileAge)
            return read.Token;
        try
        {
            var token = (await File.ReadAllTextAsync(file, cancel)).Trim();
            _token = (token, _time.GetTimestamp());
            return token;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ApiException(401, StatusReason.Unauthorized, $"the token file {file} cannot be read: {error.Message}", error);
        }
    }
}
