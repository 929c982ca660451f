using System.Net.WebSockets;
using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;
using LightKube.Client;

namespace LightKube.ApiServer.Handlers;

/// <summary>
/// GET with <c>watch=true</c>: a stream of events. In JSON each is an object on a line of its own, in protobuf a message after its length, in CBOR one
/// data item after the other; over a WebSocket each is a message.
/// </summary>
public sealed class WatchHandler(ApiContext context)
{
    public async Task HandleAsync(ResourceRequest request)
    {
        var options = request.Options;
        var selection = Selection.Parse(request.Resource, request.Info.Namespace, options.LabelSelector, options.FieldSelector);
        if (request.Info.Name.Length > 0 && options.FieldSelector.Length == 0)
        {
            // The old form /watch/…/NAME.
            selection = Selection.Parse(request.Resource, request.Info.Namespace, options.LabelSelector, $"metadata.name={request.Info.Name}");
        }

        var start = WatchStart.Decide(options);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(request.Cancel, request.Resource.Cache.Retired);
        using var deadline = context.Time.CreateTimer(_ => ending.Cancel(), null, Lifetime(options), Timeout.InfiniteTimeSpan);
        if (WebSocketStream.IsAskedFor(request.Http))
        {
            await WebSocketStream.RunAsync(request.Http, WebSocketStream.AnyProtocol, (socket, closed) => ToSocketAsync(request, selection, start, socket, closed), ending.Token);
            return;
        }

        request.Http.Response.StatusCode = 200;
        request.Http.Response.ContentType = request.Format.StreamContentType;
        await SendAsync(request, selection, start, new WatchBody(request.Http.Response.BodyWriter), ending.Token);
    }

    private async Task ToSocketAsync(ResourceRequest request, Selection selection, WatchStart start, WebSocket socket, CancellationToken cancel)
    {
        using var output = new WatchSocket(socket, request.Format.Wire);
        await SendAsync(request, selection, start, output, cancel);
    }

    private async Task SendAsync(ResourceRequest request, Selection selection, WatchStart start, WatchOutput output, CancellationToken cancel)
    {
        using var frames = new WatchFrames(request, context, output);
        try
        {
            await StreamAsync(request, selection, start, frames, cancel);
        }
        catch (ApiException e)
        {
            frames.WriteError(e);
            await frames.FlushAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The time is over or the client has gone; both are the normal end of a watch.
        }
    }

    private async Task StreamAsync(ResourceRequest request, Selection selection, WatchStart start, WatchFrames frames, CancellationToken cancel)
    {
        var cache = request.Resource.Cache;
        var position = start.After;
        if (start.WithInitialState)
        {
            var (entries, revision) = context.Lister.Now(cache);
            position = revision;
            if (request.Resource.Versions is not null)
            {
                await request.Resource.PrepareAsync([.. entries.Range(selection.Prefix)], cancel);
            }

            foreach (var entry in entries.Range(selection.Prefix))
            {
                if (selection.Matches(entry))
                {
                    frames.Write(WatchEventType.Added, entry);
                }

                if (frames.IsFlushDue)
                {
                    await frames.FlushAsync(cancel);
                }
            }

            if (start.WithClosingBookmark)
            {
                frames.WriteBookmark(revision, initialEventsEnd: true);
            }
        }

        await frames.FlushAsync(cancel);
        await using var watcher = new CacheWatcher(context.Cache, cache, context.Store, position);
        await FollowAsync(request.Resource, watcher, selection, frames, request.Options.AllowWatchBookmarks, cancel);
    }

    private async Task FollowAsync(ServedResource resource, CacheWatcher watcher, Selection selection, WatchFrames frames, bool bookmarks, CancellationToken cancel)
    {
        var batch = new CacheEvent[HttpLimits.WatchBatch];
        var nextBookmark = bookmarks ? Task.Delay(HttpLimits.BookmarkInterval, context.Time, cancel) : Task.Delay(Timeout.Infinite, cancel);
        while (true)
        {
            var change = watcher.NextChange;
            var count = await watcher.ReadAsync(batch, cancel);
            await resource.PrepareAsync(batch.AsMemory(0, count), cancel);
            for (var i = 0; i < count; i++)
            {
                frames.Write(selection, batch[i]);
                if (frames.IsFlushDue)
                {
                    await frames.FlushAsync(cancel);
                }
            }

            if (count > 0)
            {
                await frames.FlushAsync(cancel);
                continue;
            }

            if (nextBookmark.IsCompleted)
            {
                cancel.ThrowIfCancellationRequested();
                frames.WriteBookmark(watcher.Bookmark(), initialEventsEnd: false);
                await frames.FlushAsync(cancel);
                nextBookmark = Task.Delay(HttpLimits.BookmarkInterval, context.Time, cancel);
            }

            await Task.WhenAny(change, nextBookmark);
            cancel.ThrowIfCancellationRequested();
        }
    }

    private static TimeSpan Lifetime(RequestOptions options) =>
        options.TimeoutSeconds is { } seconds and > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, 24 * 3600))
            : HttpLimits.MinWatchTime * (1 + Random.Shared.NextDouble());
}
