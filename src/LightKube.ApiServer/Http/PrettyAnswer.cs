using LightKube.ApiServer.Aggregation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LightKube.ApiServer.Http;

/// <summary>
/// An answer for people: if it is JSON, it is sent with line breaks. For who asks with <c>?pretty=true</c>, and for browsers, curl and Wget, which
/// upstream takes for people too. What goes on and on, such as a watch, is sent as it comes.
/// </summary>
internal sealed class PrettyAnswer : IAsyncDisposable
{
    private readonly HttpContext _http;
    private readonly IHttpResponseBodyFeature _connection;
    private readonly StreamResponseBodyFeature _lines;

    private PrettyAnswer(HttpContext http)
    {
        _http = http;
        _connection = http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _lines = new StreamResponseBodyFeature(new PrettyStream(http.Response, _connection.Writer));
        http.Features.Set<IHttpResponseBodyFeature>(_lines);

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

    /// <summary>Sends what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _lines.CompleteAsync();
        }
        catch (OperationCanceledException) when (_http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody reads an answer.
        }

        _http.Features.Set(_connection);
    }
}
