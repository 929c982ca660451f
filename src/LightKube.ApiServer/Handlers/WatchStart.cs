using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Handlers;

/// <summary>Where a watch begins.</summary>
/// <param name="Version">
/// With the initial state, the oldest that will do; else events after it. 0 for the present.
/// </param>
/// <param name="WithInitialState">The present objects come first, as ADDED.</param>
/// <param name="WithClosingBookmark">A bookmark marks the end of those.</param>
public readonly record struct WatchStart(long Version, bool WithInitialState, bool WithClosingBookmark)
{
    /// <exception cref="ApiException">Invalid: a combination that makes no sense. BadRequest: not a version.</exception>
    public static WatchStart Decide(RequestOptions options)
    {
        ListOptionRules.CheckWatch(options.ResourceVersionMatch, options.Continue, options.SendInitialEvents);
        var version = options.ResourceVersion is "" or "0" ? 0 : Lister.ParseVersion(options.ResourceVersion);
        return options.SendInitialEvents switch
        {
            true => new WatchStart(version, true, options.AllowWatchBookmarks),
            false => new WatchStart(version, false, false),

            // Without a version to go on from, a client has nothing yet.
            null => new WatchStart(version, version == 0, false),
        };
    }
}
