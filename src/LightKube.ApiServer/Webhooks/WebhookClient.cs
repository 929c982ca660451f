using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Webhooks;

/// <summary>
/// Posts JSON to webhooks: of admission, of conversions, of authentication and authorization. HTTP/1.1, so that concurrent calls spread
/// over the endpoints of a Service.
/// </summary>
public sealed class WebhookClient(ServiceAddresses services, TimeProvider time) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly ProductInfoHeaderValue Agent = new("kube-apiserver-admission", null);

    private readonly WebhookConnections _connections = new(new WebhookConnector(services), time);

    /// <summary>Posts an object and reads the object that is answered.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="body">Encoded before this returns; may be changed afterwards.</param>
    /// <param name="timeout">For the whole exchange.</param>
    /// <param name="cancel">Ends it, with an OperationCanceledException.</param>
    /// <exception cref="WebhookException">No answer, an error, or one that is not JSON.</exception>
    public async Task<DocMap> PostAsync(WebhookEndpoint endpoint, DocMap body, TimeSpan timeout, CancellationToken cancel)
    {
        var answer = await PostAsync(endpoint, JsonDocumentWriter.ToBytes(body), timeout, cancel);
        try
        {
            return JsonDocumentReader.ReadMap(answer.Span);
        }
        catch (DocumentFormatException e)
        {
            throw new WebhookException($"couldn't get version/kind; json parse error: {e.Message}", e);
        }
    }

    /// <summary>Posts bytes that are JSON and gives the bytes that are answered.</summary>
    /// <inheritdoc cref="PostAsync(WebhookEndpoint, DocMap, TimeSpan, CancellationToken)"/>
    public async Task<ReadOnlyMemory<byte>> PostAsync(WebhookEndpoint endpoint, byte[] body, TimeSpan timeout, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            return await ExchangeAsync(endpoint, body, either.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new WebhookException($"Post \"{endpoint}\": context deadline exceeded", e) { IsTimeout = true };
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new WebhookException($"Post \"{endpoint}\": {Reason(e)}", e) { IsTransient = e.GetBaseException() is SocketException { SocketErrorCode: SocketError.ConnectionReset } };
        }
    }

    public void Dispose() => _connections.Dispose();

    private async Task<ReadOnlyMemory<byte>> ExchangeAsync(WebhookEndpoint endpoint, byte[] body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Version = HttpVersion.Version11,
            Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
        };
        request.Headers.Accept.ParseAdd("application/json, */*");
        request.Headers.UserAgent.Add(Agent);
        if (endpoint.ServerName.Length > 0)
        {
            request.Headers.Host = endpoint.ServerName; // The handler takes it for the name in the certificate, too.
        }

        if (endpoint.BearerToken.Length > 0)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", endpoint.BearerToken);
        }

        using var response = await _connections.For(endpoint).SendAsync(request, cancel);
        var answer = await ReadAsync(response, cancel);
        return (int)response.StatusCode is >= 200 and < 300 ? answer : throw ErrorAnswer.Of((int)response.StatusCode, answer.Span, response.Headers.RetryAfter is not null);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancel);
        await using (stream)
        {
            var known = (int)Math.Clamp(response.Content.Headers.ContentLength ?? 4096, 0, WebhookLimits.MaxAnswerBytes);
            var buffer = new byte[known + 1]; // A byte more shows the end, or that there is too much.
            var length = 0;
            while (await stream.ReadAsync(buffer.AsMemory(length), cancel) is var read and > 0)
            {
                length += read;
                if (length > WebhookLimits.MaxAnswerBytes)
                {
                    throw new WebhookException($"the webhook's answer is larger than {WebhookLimits.MaxAnswerBytes} bytes");
                }

                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, WebhookLimits.MaxAnswerBytes + 1));
                }
            }

            return buffer.AsMemory(0, length);
        }
    }

    // The innermost words that are ours, or those of the system.
    private static string Reason(Exception e)
    {
        for (var at = e; at is not null; at = at.InnerException)
        {
            if (at is WebhookException own)
            {
                return own.Message;
            }
        }

        return e is HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
            ? "EOF"
            : e.GetBaseException().Message;
    }
}
