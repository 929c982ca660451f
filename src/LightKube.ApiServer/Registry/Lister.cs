using System.Globalization;
using LightKube.Api.Errors;
using LightKube.ApiServer.Watching;
using LightKube.Store;

namespace LightKube.ApiServer.Registry;

/// <summary>What a list asks for.</summary>
/// <param name="Selection">Which objects.</param>
/// <param name="ResourceVersion">Empty for the newest, 0 for whatever is there, else as <paramref name="Match"/> says.</param>
/// <param name="Match">Empty, NotOlderThan or Exact.</param>
/// <param name="Limit">Objects a page; 0 or less for all.</param>
/// <param name="Continue">The token of the page before, or empty.</param>
/// <param name="SendInitialEvents">What only a watch may say.</param>
public readonly record struct ListRequest(
    Selection Selection, string ResourceVersion, string Match, long Limit, string Continue, bool? SendInitialEvents = null)
{
    /// <summary>True when the version is that of the state asked for, and not the oldest that will do: a client that pages says so by its limit.</summary>
    public bool IsExact => Match == "Exact" || (Match.Length == 0 && Limit > 0 && ResourceVersion is not ("" or "0"));
}

/// <summary>One page.</summary>
/// <param name="Entries">In key order.</param>
/// <param name="Revision">The state's revision.</param>
/// <param name="Continue">The next page's token, or empty.</param>
/// <param name="Remaining">Objects after this page; null when not known.</param>
public sealed record ListPage(IReadOnlyList<CacheEntry> Entries, long Revision, string Continue, long? Remaining);

/// <summary>Lists from the watch cache, older states from remembered snapshots or the store's history.</summary>
public sealed class Lister(WatchCache all, IStore store, PagingSnapshots snapshots)
{
    /// <exception cref="ApiException">
    /// Invalid or BadRequest for combinations that make no sense, Expired for a state that is gone, Timeout for one that has not come.
    /// </exception>
    public async Task<ListPage> ListAsync(ResourceCache cache, ListRequest request, CancellationToken cancel)
    {
        ListOptionRules.CheckList(request.ResourceVersion, request.Match, request.Continue, request.SendInitialEvents);
        if (request.Continue.Length > 0)
        {
            return await ContinueAsync(cache, request, cancel);
        }

        var asked = request.ResourceVersion is "" or "0" ? 0 : ParseVersion(request.ResourceVersion);
        CheckSeen(all, asked);
        if (request.IsExact)
        {
            var exact = await StateAtAsync(cache, asked, cancel) ?? throw ApiException.Expired("The resourceVersion for the provided list is too old.");
            return await PageAsync(cache, request, exact, asked, null, cancel);
        }

        var (state, revision) = Now(cache);
        return await PageAsync(cache, request, state, revision, null, cancel);
    }

    /// <summary>The present objects and the revision that they stand for.</summary>
    public (SortedEntries Entries, long Revision) Now(ResourceCache cache)
    {
        // The counter first: every commit up to it is in the cache's state that is read next.
        var revision = all.Revision;
        var state = cache.Current;
        return (state.Entries, Math.Max(revision, state.Revision));
    }

    /// <exception cref="ApiException">BadRequest: not a resourceVersion.</exception>
    public static long ParseVersion(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : throw ApiException.BadRequest($"invalid resource version: resourceVersion: Invalid value: \"{text}\": it must be a number that a list or an object carried");

    /// <exception cref="ApiException">Timeout, with a hint to try again: the version lies in the future.</exception>
    public static void CheckSeen(WatchCache all, long revision)
    {
        if (revision > all.Revision)
        {
            throw new ApiException(504, StatusReason.Timeout, $"Timeout: Too large resource version: {revision}, current: {all.Revision}")
            {
                RetryAfterSeconds = 1,
                Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")],
            };
        }
    }

    private async Task<ListPage> ContinueAsync(ResourceCache cache, ListRequest request, CancellationToken cancel)
    {
        if (request.ResourceVersion is not ("" or "0"))
        {
            throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
        }

        var token = ContinueToken.Parse(request.Continue);
        if (token.Revision == ContinueToken.Newest)
        {
            var (state, revision) = Now(cache);
            return await PageAsync(cache, request, state, revision, token.After, cancel);
        }

        CheckSeen(all, token.Revision);
        var past = await StateAtAsync(cache, token.Revision, cancel) ?? throw ExpiredContinue(token);
        return await PageAsync(cache, request, past, token.Revision, token.After, cancel);
    }

    private async ValueTask<ListPage> PageAsync(ResourceCache cache, ListRequest request, SortedEntries state, long revision, string? after, CancellationToken cancel)
    {
        await request.Selection.PrepareAsync(state, cancel);
        return Page(cache, request, state, revision, after);
    }

    // The client may start anew, or take the rest as it is now.
    private static ApiException ExpiredContinue(ContinueToken token) => new(
        410,
        StatusReason.Expired,
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.")
    {
        Continue = (token with { Revision = ContinueToken.Newest }).ToString(),
    };

    private ListPage Page(ResourceCache cache, ListRequest request, SortedEntries state, long revision, string? after)
    {
        var selection = request.Selection;
        if (request.Limit == 0 && after is null && selection is { IsEverything: true, Prefix: "" })
        {
            return new ListPage([.. state.Range("")], revision, "", null);
        }

        var entries = new List<CacheEntry>();
        var more = false;
        var rest = 0L;
        foreach (var entry in state.Range(selection.Prefix, after))
        {
            if (!selection.Matches(entry))
            {
                continue;
            }

            if (request.Limit > 0 && entries.Count == request.Limit)
            {
                more = true;
                if (!selection.IsEverything)
                {
                    break;
                }

                rest++;
                continue;
            }

            entries.Add(entry);
        }

        if (!more)
        {
            return new ListPage(entries, revision, "", null);
        }

        snapshots.Add(cache, revision, state);
        return new ListPage(entries, revision, new ContinueToken(revision, entries[^1].Key).ToString(), selection.IsEverything ? rest : null);
    }

    /// <summary>The objects as they were; null when that is no longer known.</summary>
    private async Task<SortedEntries?> StateAtAsync(ResourceCache cache, long revision, CancellationToken cancel)
    {
        var (state, now) = Now(cache);
        if (revision == now)
        {
            return state;
        }

        // A state that is remembered ends with the history, too: paging must come to an end, not be prolonged by each page.
        if (revision < store.CompactedRevision)
        {
            return null;
        }

        try
        {
            return snapshots.Find(cache, revision) ?? await ReadHistoryAsync(cache, revision, cancel);
        }
        catch (StoreException e) when (e.Error == StoreError.Compacted)
        {
            return null;
        }
    }

    private async Task<SortedEntries> ReadHistoryAsync(ResourceCache cache, long revision, CancellationToken cancel)
    {
        var builder = SortedEntries.Empty.ToBuilder();
        string? after = null;
        while (true)
        {
            var page = await store.ListAsync(new ListQuery(cache.KeyPrefix, after, AtRevision: revision), cancel);
            foreach (var entry in page.Entries)
            {
                builder.Set(cache.EntryOf(cache.RelativeKey(entry.Key), entry.ModRevision, entry.Value));
            }

            if (!page.More)
            {
                return builder.Build();
            }

            after = page.Entries[^1].Key;
        }
    }
}
