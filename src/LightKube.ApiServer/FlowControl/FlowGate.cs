using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.FlowControl;

/// <summary>API priority and fairness, as a request meets it: it is told its flow, and has its seats, waits for them, or is refused.</summary>
/// <param name="flows">The flows.</param>
/// <param name="catalog">How many objects a list has to go through.</param>
/// <param name="wait">The longest that a request waits in a queue.</param>
/// <param name="time">The clock.</param>
public sealed class FlowGate(FlowController flows, ResourceCatalog catalog, TimeSpan wait, TimeProvider time)
{
    private readonly WorkEstimator _estimator = new(catalog, new WatchCounts());

    /// <summary>Lets the request in. A request that finds seats is let in without waiting and without garbage.</summary>
    /// <exception cref="ApiException">TooManyRequests.</exception>
    public ValueTask<FlowSeat> EnterAsync(HttpContext http, RequestInfo info, UserInfo user, RequestOptions options)
    {
        // Terminals, logs and proxied requests last as long as they like, and are somebody else's work.
        if (info.Verb != "watch" && RequestDeadlines.IsLongRunning(info))
        {
            return default;
        }

        if (flows.Table.Find(user, info) is not { } flow)
        {
            return default;
        }

        new FlowHeaders(flow.Uid, flow.LevelUid).WriteTo(http.Response);
        var work = _estimator.Of(info, options, flow.Level);
        if (!flow.Level.TryEnter(work.Seats))
        {
            return new ValueTask<FlowSeat>(WaitAsync(http, flow, work, flow.HashOf(user, info)));
        }

        flow.Counts.Enter(work.Seats, TimeSpan.Zero);
        return new ValueTask<FlowSeat>(new FlowSeat(flow.Level, work, null, 0, flow.Counts));
    }

    /// <summary>Makes room for one more watch, which holds its seats until it has begun.</summary>
    /// <exception cref="ApiException">TooManyRequests: there are too many watches.</exception>
    public WatchSeat OpenWatch(HttpContext http, RequestInfo info, FlowSeat seat)
    {
        if (!_estimator.Watches.TryAdd(info))
        {
            seat.Leave();
            throw TooMany(FlowLimits.RetryAfterSeconds);
        }

        var held = new WatchSeat(seat, () => _estimator.Watches.Remove(info));
        http.Features.Set(held);
        return held;
    }

    private async Task<FlowSeat> WaitAsync(HttpContext http, Flow flow, WorkEstimate work, ulong hash)
    {
        var (level, counts, begin) = (flow.Level, flow.Counts, time.GetTimestamp());
        if (level.Enqueue(work.Seats, hash) is not { } request)
        {
            counts.Refuse(level.Rules.Queues > 0 ? FlowRefusal.QueueFull : FlowRefusal.ConcurrencyLimit);
            throw TooMany(level.Refusals.Add());
        }

        counts.BeginWait();
        try
        {
            await request.Seated.WaitAsync(wait, time, http.RequestAborted);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (level.TryGiveUp(request))
            {
                counts.GaveUp.Observe(time.GetElapsedTime(begin).TotalSeconds);
                counts.Refuse(e is TimeoutException ? FlowRefusal.TimeOut : FlowRefusal.Cancelled);
                throw TooMany(level.Refusals.Add());
            }
        }
        finally
        {
            counts.EndWait();
        }

        var seated = time.GetTimestamp();
        counts.Enter(work.Seats, time.GetElapsedTime(begin, seated));
        return new FlowSeat(level, work, request.Queue, seated, counts);
    }

    private static ApiException TooMany(int retryAfterSeconds) => ApiException.TooManyRequests("Too many requests, please try again later.", retryAfterSeconds);
}
