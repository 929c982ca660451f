using LightKube.ApiServer.Aggregation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LightKube.ApiServer.Http;

/// <summary>
/// An answer for people: held back until it is whole, and then, if it is JSON, sent with line breaks. For who asks with <c>?pretty=true</c>, and for
/// browsers, curl and Wget, which upstream takes for people too. What goes on and on, such as a watch, is sent as it comes.
/// </summary>
internal sealed class PrettyAnswer : IAsyncDisposable
{
    private readonly HttpContext _http;
    private readonly IHttpResponseBodyFeature _connection;
    private readonly MemoryStream _body = new();
    private readonly StreamResponseBodyFeature _held;

    private PrettyAnswer(HttpContext http)
    {
        _http = http;
        _connection = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _held = new StreamResponseBodyFeature(_body);
        http.Features.Set<IHttpResponseBodyFeature>(_held);

        // What is compressed cannot be changed any more.
        http.Request.Headers.AcceptEncoding = default;
    }

    /// <returns>Null for an answer that is not for people, and for what an extension server answers, who knows himself.</returns>
    public static PrettyAnswer? Begin(HttpContext http, RequestInfo info, AggregationProxy aggregation) =>
        IsWanted(http.Request) && info.Path.StartsWith("/api", StringComparison.Ordinal) && !RequestDeadlines.IsLongRunning(info) && aggregation.Find(info) is null
            ? new PrettyAnswer(http)
            : null;

    private static bool IsWanted(HttpRequest request)
    {
        if (request.QueryString.HasValue && request.Query["pretty"] is [{ Length: > 0 } asked, ..])
        {
            // Go's way to read a truth.
            return asked is "1" or "t" or "T" or "true" or "TRUE" or "True";
        }

        var agent = request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal) || agent.StartsWith("Wget", StringComparison.Ordinal) || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }

    /// <summary>Sends what was held back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _held.CompleteAsync();
        _http.Features.Set(_connection);
        ReadOnlyMemory<byte> body = _body.GetBuffer().AsMemory(0, (int)_body.Length);
        using var pretty = new PooledBuffer();
        if (MediaTypes.Bare(_http.Response.ContentType) == MediaTypes.Json && _http.Response.Headers.ContentEncoding.Count == 0)
        {
            PrettyJson.Write(body.Span, pretty);
            body = pretty.Written;
            _http.Response.ContentLength = body.Length;
        }

        try
        {
            await _connection.Writer.WriteAsync(body, _http.RequestAborted);
        }
        catch (OperationCanceledException) when (_http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }
    }
}
