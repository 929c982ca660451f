using System.Text;
using LightKube.Api.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>Passes one plain HTTP exchange on to a backend and streams the answer back as it comes.</summary>
public sealed class HttpRelay : IDisposable
{
    /// <summary>Of an error's text, this much is passed on.</summary>
    public const int MaxErrorBytes = 10 * 1024;

    private readonly HttpMessageInvoker _invoker;

    /// <summary>A larger page is passed on as it is, its links not rewritten.</summary>
    public const int MaxPageBytes = 4 * 1024 * 1024;

    /// <param name="connect">Opens the connection for a host name; null dials a pod over TCP, and takes any certificate of it.</param>
    public HttpRelay(Func<string, CancellationToken, Task<Stream>>? connect)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(30), // Upstream's dial time-out of proxied requests.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30), // Pods come and go; idle connections are cheap to make again.
        };
        if (connect is not null)
        {
            handler.ConnectCallback = async (context, cancel) => await connect(context.DnsEndPoint.Host, cancel);
        }
        else
        {
#pragma warning disable CA5359 // Pods have certificates of their own making; Kubernetes' proxy does not verify them either.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        _invoker = new HttpMessageInvoker(handler);
    }

    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Host", "Authorization",
    };

    /// <param name="http">The exchange.</param>
    /// <param name="target">The backend's address.</param>
    /// <param name="refusal">The exception for an answer of 400 and above, from its code and text; null passes such an answer on.</param>
    /// <param name="links">Rewrites the links of pages and redirections; null leaves them.</param>
    /// <exception cref="ApiException">Unavailable: the backend does not answer; or what <paramref name="refusal"/> gives.</exception>
    public async Task ForwardAsync(HttpContext http, Uri target, Func<int, string, ApiException>? refusal = null, ProxiedLinks? links = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), target);
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0 || http.Request.Protocol == "HTTP/2" && HasBody(http))
        {
            request.Content = new StreamContent(http.Request.Body);
        }

        foreach (var (name, values) in http.Request.Headers)
        {
            if (!HopByHop.Contains(name) && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        if (links is not null)
        {
            request.Headers.AcceptEncoding.Clear(); // A page that is compressed cannot be rewritten.
        }

        request.Headers.TryAddWithoutValidation("X-Forwarded-For", http.Connection.RemoteIpAddress?.ToString());
        using var response = await SendAsync(request, target, http.RequestAborted);
        if (refusal is not null && (int)response.StatusCode >= 400)
        {
            throw refusal((int)response.StatusCode, await ReadErrorAsync(response, http.RequestAborted));
        }

        http.Response.StatusCode = (int)response.StatusCode;
        Copy(response.Headers, http.Response.Headers);
        Copy(response.Content.Headers, http.Response.Headers);
        if (links is not null && response.Headers.Location is { } location)
        {
            http.Response.Headers.Location = links.Rewrite(location.OriginalString);
        }

        await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        if (links is not null && IsPage(response))
        {
            await RewriteAsync(body, http, links);
        }

        await http.Response.StartAsync(http.RequestAborted);
        await CopyAsync(body, http);
    }

    /// <summary>Gets a backend's answer and hands its body on as it comes.</summary>
    /// <param name="target">The backend's address.</param>
    /// <param name="use">Takes the body, which is closed after it.</param>
    /// <param name="refusal">The exception for an answer of 400 and above, from its code and text.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ApiException">Unavailable: the backend does not answer; or what <paramref name="refusal"/> gives.</exception>
    public async Task ReadAsync(Uri target, Func<Stream, Task> use, Func<int, string, ApiException> refusal, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        using var response = await SendAsync(request, target, cancel);
        if ((int)response.StatusCode >= 400)
        {
            throw refusal((int)response.StatusCode, await ReadErrorAsync(response, cancel));
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        await use(body);
    }

    public void Dispose() => _invoker.Dispose();

    private static bool HasBody(HttpContext http) => http.Request.Method is "POST" or "PUT" or "PATCH";

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Uri target, CancellationToken cancel)
    {
        try
        {
            return await _invoker.SendAsync(request, cancel);
        }
        catch (HttpRequestException e)
        {
            throw e.InnerException as ApiException ?? ApiException.Unavailable($"error trying to reach service: {target.Authority}: {e.Message}", e);
        }
    }

    private static bool IsPage(HttpResponseMessage response) =>
        response.Content.Headers is { ContentType.MediaType: "text/html", ContentEncoding.Count: 0 };

    // What does not fit is copied after it, as it is.
    private static async Task RewriteAsync(Stream body, HttpContext http, ProxiedLinks links)
    {
        var page = new byte[(int)Math.Min(http.Response.ContentLength ?? MaxPageBytes, MaxPageBytes)];
        var length = await body.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, http.RequestAborted);
        http.Response.ContentLength = null;
        await http.Response.BodyWriter.WriteAsync(
            length < MaxPageBytes ? ProxiedPage.Rewrite(page.AsSpan(0, length), links) : page.AsMemory(0, length), http.RequestAborted);
    }

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var text = new byte[MaxErrorBytes];
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancel);
        return Encoding.UTF8.GetString(text, 0, length).Trim();
    }

    // Logs that are followed must reach the client line by line.
    private static async Task CopyAsync(Stream body, HttpContext http)
    {
        var output = http.Response.BodyWriter;
        while (true)
        {
            var read = await body.ReadAsync(output.GetMemory(16 * 1024), http.RequestAborted);
            if (read == 0)
            {
                return;
            }

            output.Advance(read);
            await output.FlushAsync(http.RequestAborted);
        }
    }

    private static void Copy(System.Net.Http.Headers.HttpHeaders from, IHeaderDictionary to)
    {
        foreach (var header in from.NonValidated)
        {
            if (!HopByHop.Contains(header.Key))
            {
                to[header.Key] = new StringValues([.. header.Value]);
            }
        }
    }
}
