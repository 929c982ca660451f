using LightKube.Api.Errors;
using LightKube.Api.Validation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LightKube.ApiServer.Http;

/// <summary>How long requests may take: all but those that are meant to last, such as watches, logs and terminals.</summary>
/// <param name="most">The time that none may exceed, and that those have that ask for none.</param>
/// <param name="time">The clock.</param>
public sealed class RequestDeadlines(TimeSpan most, TimeProvider time)
{
    /// <summary>Deadlines that wait to be used again; as many as there are requests in the busiest case that we know.</summary>
    private const int MaxIdle = 512;

    private readonly Stack<RequestDeadline> _idle = new();
    private readonly Lock _gate = new();

    /// <summary>Begins the request's time; null when it has none.</summary>
    /// <exception cref="ApiException">BadRequest: the query's timeout is no duration.</exception>
    public RequestDeadline? Begin(HttpContext http, RequestInfo info, RequestOptions options)
    {
        if (IsLongRunning(info))
        {
            return null;
        }

        var asked = Asked(options);
        if (asked is null && IsPlainRead(info))
        {
            return null;
        }

        var deadline = Rent();
        deadline.Begin(http, asked ?? most);
        return deadline;
    }

    /// <summary>Begins the time of a request that has not ended at once, though it is one of those that do: its client does not take the answer.</summary>
    public RequestDeadline? BeginLate(HttpContext http, RequestInfo info)
    {
        if (IsLongRunning(info))
        {
            return null;
        }

        var deadline = Rent();
        deadline.BeginLate(http.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>(), most);
        return deadline;
    }

    public static bool IsLongRunning(RequestInfo info) =>
        info.Verb == "watch" || (info.IsResource && info.Subresource is "attach" or "exec" or "proxy" or "log" or "portforward");

    public static ApiException TimedOut() => new(504, StatusReason.Timeout, "Timeout: request did not complete within the allotted timeout");

    internal CancellationTokenSource NewSource() => new(Timeout.InfiniteTimeSpan, time);

    internal void Return(RequestDeadline deadline)
    {
        lock (_gate)
        {
            if (_idle.Count < MaxIdle)
            {
                _idle.Push(deadline);
            }
        }
    }

    // These end before they return, unless the client does not take the answer: a timer for each would be work for nothing.
    private static bool IsPlainRead(RequestInfo info) => info.Verb == "get" && info.Subresource.Length == 0;

    private RequestDeadline Rent()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out var deadline))
            {
                return deadline;
            }
        }

        return new RequestDeadline(this);
    }

    // Zero means none of its own; more than the server's is cut to that.
    private TimeSpan? Asked(RequestOptions options)
    {
        var text = options.Text("timeout");
        if (text.Length == 0)
        {
            return null;
        }

        if (!GoDuration.TryParse(text, out var nanoseconds))
        {
            throw ApiException.BadRequest($"invalid timeout specified in the request URL - time: invalid duration \"{text}\"");
        }

        var asked = TimeSpan.FromTicks(nanoseconds / 100);
        return asked > TimeSpan.Zero && asked < most ? asked : null;
    }
}
