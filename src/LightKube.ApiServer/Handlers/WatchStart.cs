using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Handlers;

/// <summary>Where a watch begins.</summary>
/// <param name="After">Events after this revision; meaningless with the initial state.</param>
/// <param name="WithInitialState">The present objects come first, as ADDED.</param>
/// <param name="WithClosingBookmark">A bookmark marks the end of those.</param>
public readonly record struct WatchStart(long After, bool WithInitialState, bool WithClosingBookmark)
{
    /// <exception cref="ApiException">A combination that makes no sense.</exception>
    public static WatchStart Decide(RequestOptions options)
    {
        var version = options.ResourceVersion;
        if (options.SendInitialEvents is { } initial)
        {
            if (options.ResourceVersionMatch != "NotOlderThan")
            {
                throw ApiException.BadRequest("resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
            }

            return initial
                ? new WatchStart(0, true, options.AllowWatchBookmarks)
                : new WatchStart(version is "" or "0" ? 0 : Lister.ParseVersion(version), false, false);
        }

        if (options.ResourceVersionMatch.Length > 0)
        {
            throw ApiException.BadRequest("resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        return version is "" or "0" ? new WatchStart(0, true, false) : new WatchStart(Lister.ParseVersion(version), false, false);
    }
}
