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
    private int _watches;

    /// <summary>Watches that are open, for metrics.</summary>
    public int Watches => Volatile.Read(ref _watches);

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
        var seats = SeatsOf(info, options, flow.Level.MaxSeats);
        return flow.Level.TryEnter(seats)
            ? new ValueTask<FlowSeat>(new FlowSeat(flow.Level, seats, null, 0))
            : new ValueTask<FlowSeat>(WaitAsync(http, flow, seats, flow.HashOf(user, info)));
    }

    /// <summary>Makes room for one more watch, which holds its seats until it has begun.</summary>
    /// <exception cref="ApiException">TooManyRequests: there are too many watches.</exception>
    public WatchSeat OpenWatch(HttpContext http, FlowSeat seat)
    {
        if (Interlocked.Increment(ref _watches) > FlowLimits.MaxWatches)
        {
            Interlocked.Decrement(ref _watches);
            seat.Leave();
            throw TooMany();
        }

        var held = new WatchSeat(seat, () => Interlocked.Decrement(ref _watches));
        http.Features.Set(held);
        return held;
    }

    private async Task<FlowSeat> WaitAsync(HttpContext http, Flow flow, int seats, ulong hash)
    {
        var level = flow.Level;
        var request = level.Enqueue(seats, hash) ?? throw TooMany();
        try
        {
            await request.Seated.WaitAsync(wait, time, http.RequestAborted);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            if (level.TryGiveUp(request))
            {
                throw TooMany();
            }
        }

        return new FlowSeat(level, seats, request.Queue, time.GetTimestamp());
    }

    // A list of everything is as wide as it is long. So is the begin of a watch that sends what there is.
    private int SeatsOf(RequestInfo info, RequestOptions options, int most)
    {
        if (info.Verb is not ("list" or "watch") || info.Name.Length > 0 || most == 1 || (info.Verb == "watch" && !SendsPresentObjects(options)))
        {
            return 1;
        }

        var objects = catalog.Find(info.Group, info.Version, info.Resource)?.Cache.Current.Entries.Count ?? 0;
        return Math.Clamp((objects + FlowLimits.ObjectsPerSeat - 1) / FlowLimits.ObjectsPerSeat, 1, most);
    }

    private static bool SendsPresentObjects(RequestOptions options) => options.SendInitialEvents ?? options.ResourceVersion is "" or "0";

    private static ApiException TooMany() => ApiException.TooManyRequests("Too many requests, please try again later.", FlowLimits.RetryAfterSeconds);
}
