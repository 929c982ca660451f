using System.Net.WebSockets;
using LightKube.Api.Errors;
using LightKube.ApiServer.FlowControl;
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
        var selection = Selection.Parse(request.Resource, request.Info.Namespace, options.LabelSelector, FieldSelector(request));
        var watch = new Watch(request, selection, WatchStart.Decide(options), context.Time.GetUtcNow() + Lifetime(options));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(request.Cancel);
        using var deadline = context.Time.CreateTimer(_ => ending.Cancel(), null, watch.Ends - context.Time.GetUtcNow(), Timeout.InfiniteTimeSpan);
        void CutOff()
        {
            ending.Cancel();
            request.Http.Abort();
        }

        if (WebSocketStream.IsAskedFor(request.Http))
        {
            await WebSocketStream.RunAsync(request.Http, WebSocketStream.AnyProtocol, (socket, closed) => ToSocketAsync(watch, socket, CutOff, closed), ending.Token);
            return;
        }

        request.Http.Response.StatusCode = 200;
        request.Http.Response.ContentType = request.Format.StreamContentType;
        await SendAsync(watch, new WatchBody(request.Http.Response.BodyWriter, context.Time, CutOff), ending.Token);
    }

    private async Task ToSocketAsync(Watch watch, WebSocket socket, Action cutOff, CancellationToken cancel)
    {
        using var output = new WatchSocket(socket, watch.Request.Format.Wire, context.Time, cutOff);
        await SendAsync(watch, output, cancel);
    }

    private async Task SendAsync(Watch watch, WatchOutput output, CancellationToken cancel)
    {
        using var frames = new WatchFrames(watch.Request, context, output);
        try
        {
            await StreamAsync(watch, frames, cancel);
        }
        catch (ApiException e)
        {
            frames.WriteError(e);
            await frames.FlushAsync(CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The time is over, or the client has gone or does not read: all of them the normal end of a watch.
        }
    }

    private async Task StreamAsync(Watch watch, WatchFrames frames, CancellationToken cancel)
    {
        var cache = watch.Request.Resource.Cache;
        var start = watch.Start;
        var position = start.Version;
        if (start.WithInitialState)
        {
            Lister.CheckSeen(context.Cache, start.Version);
            position = await SendInitialStateAsync(watch, frames, cancel);
        }
        else if (position == 0)
        {
            position = context.Lister.Now(cache).Revision;
        }

        await frames.FlushAsync(cancel);
        WatchSeat.Initialized(watch.Request.Http);
        await using var watcher = new CacheWatcher(context.Cache, cache, context.Store, position);
        await FollowAsync(watch, watcher, frames, cancel);
    }

    private async Task<long> SendInitialStateAsync(Watch watch, WatchFrames frames, CancellationToken cancel)
    {
        var resource = watch.Request.Resource;
        var (entries, revision) = context.Lister.Now(resource.Cache);
        if (resource.Versions is not null)
        {
            await resource.PrepareAsync([.. entries.Range(watch.Selection.Prefix)], cancel);
        }

        foreach (var entry in entries.Range(watch.Selection.Prefix))
        {
            if (watch.Selection.Matches(entry))
            {
                frames.Write(WatchEventType.Added, entry);
            }

            if (frames.IsFlushDue)
            {
                await frames.FlushAsync(cancel);
            }
        }

        if (watch.Start.WithClosingBookmark)
        {
            frames.WriteBookmark(revision, initialEventsEnd: true);
        }

        return revision;
    }

    private async Task FollowAsync(Watch watch, CacheWatcher watcher, WatchFrames frames, CancellationToken cancel)
    {
        var batch = new CacheEvent[HttpLimits.WatchBatch];
        var (nextBookmark, isLastBookmark) = NextBookmark(watch, cancel);
        while (true)
        {
            var change = watcher.NextChange;
            var isLast = watcher.IsRetired;
            var count = await watcher.ReadAsync(batch, cancel);
            await watch.Request.Resource.PrepareAsync(batch.AsMemory(0, count), cancel);
            for (var i = 0; i < count; i++)
            {
                frames.Write(watch.Selection, batch[i]);
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

            if (isLast)
            {
                return;
            }

            if (nextBookmark.IsCompleted)
            {
                cancel.ThrowIfCancellationRequested();
                frames.WriteBookmark(watcher.Bookmark(), initialEventsEnd: false);
                await frames.FlushAsync(cancel);
                (nextBookmark, isLastBookmark) = isLastBookmark ? (Never(cancel), true) : NextBookmark(watch, cancel);
            }

            await Task.WhenAny(change, nextBookmark);
            cancel.ThrowIfCancellationRequested();
        }
    }

    // Every minute, and a last one shortly before the end.
    private (Task Time, bool IsLast) NextBookmark(Watch watch, CancellationToken cancel)
    {
        if (!watch.Request.Options.AllowWatchBookmarks)
        {
            return (Never(cancel), true);
        }

        var last = watch.Ends - HttpLimits.LastBookmark - context.Time.GetUtcNow();
        var isLast = last > TimeSpan.Zero && last < HttpLimits.BookmarkInterval;
        return (Task.Delay(isLast ? last : HttpLimits.BookmarkInterval, context.Time, cancel), isLast);
    }

    private static Task Never(CancellationToken cancel) => Task.Delay(Timeout.Infinite, cancel);

    // The old form /watch/…/NAME names one object; who may watch that may watch no other.
    private static string FieldSelector(ResourceRequest request)
    {
        var asked = request.Options.FieldSelector;
        if (!request.Info.IsNamed)
        {
            return asked;
        }

        return asked.Length == 0 || RequestInfo.PinnedName(asked) == request.Info.Name
            ? $"metadata.name={request.Info.Name}"
            : throw ApiException.BadRequest("fieldSelector metadata.name doesn't match requested name");
    }

    private static TimeSpan Lifetime(RequestOptions options) =>
        options.TimeoutSeconds is { } seconds and > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, 24 * 3600))
            : HttpLimits.MinWatchTime * (1 + Random.Shared.NextDouble());

    private sealed record Watch(ResourceRequest Request, Selection Selection, WatchStart Start, DateTimeOffset Ends);
}
