using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.FlowControl;

/// <summary>How wide a request is: a list, or a watch that begins with one, by the bytes of its answer; a write by those who watch its kind.</summary>
/// <param name="catalog">The objects that a list has to go through.</param>
/// <param name="watches">Who watches.</param>
internal sealed class WorkEstimator(ResourceCatalog catalog, WatchCounts watches)
{
    /// <summary>Who watches; whoever opens a watch adds it here.</summary>
    public WatchCounts Watches => watches;

    /// <param name="info">The request.</param>
    /// <param name="options">Its query.</param>
    /// <param name="level">The most seats that one of the level's requests may take, and whether it has any limit.</param>
    public WorkEstimate Of(RequestInfo info, RequestOptions options, PriorityLevel level) => info.Verb switch
    {
        "list" or "watch" => ListOf(info, options, level.MaxSeats),
        "create" or "update" or "patch" or "delete" => WriteOf(info, level),
        _ => WorkEstimate.One,
    };

    private WorkEstimate ListOf(RequestInfo info, RequestOptions options, int most)
    {
        if (most == 1 || info.Name.Length > 0)
        {
            return WorkEstimate.One;
        }

        try
        {
            if (info.Verb == "watch" && !SendsPresentObjects(options))
            {
                return WorkEstimate.One;
            }

            var objects = catalog.Find(info.Group, info.Version, info.Resource)?.Cache.Current.Entries;
            var count = Math.Min(objects?.Count ?? 0, options.Limit > 0 ? options.Limit : long.MaxValue);
            var bytes = Math.Min(count * (objects?.AverageBytes() ?? 0), FlowLimits.MaxListBytes);
            return new WorkEstimate((int)Math.Clamp((bytes + FlowLimits.BytesPerSeat - 1) / FlowLimits.BytesPerSeat, 1, most));
        }
        catch (ApiException)
        {
            // Its options cannot be read: whoever serves it says so.
            return new WorkEstimate(most);
        }
    }

    // An exempt level's requests wait for nothing, and so it need not be known when they end. Tokens of accounts are no change that anybody sees.
    private WorkEstimate WriteOf(RequestInfo info, PriorityLevel level)
    {
        if (watches.Total < FlowLimits.WatchesPerSeat || level.Rules.Exempt || info is { Resource: "serviceaccounts", Subresource: "token" })
        {
            return WorkEstimate.One;
        }

        var watchers = watches.Of(info);
        if (watchers < FlowLimits.WatchesPerSeat)
        {
            return WorkEstimate.One;
        }

        // What does not fit into the seats of one request takes as much longer.
        var wanted = (watchers + FlowLimits.WatchesPerSeat - 1) / FlowLimits.WatchesPerSeat;
        var seats = Math.Min(wanted, level.MaxSeats);
        return new WorkEstimate(seats, FlowLimits.EventTime * wanted / seats);
    }

    private static bool SendsPresentObjects(RequestOptions options) => options.SendInitialEvents == true || options.ResourceVersion is "" or "0";
}
