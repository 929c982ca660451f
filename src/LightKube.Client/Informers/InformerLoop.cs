using LightKube.Api.Errors;
using Microsoft.Extensions.Logging;

namespace LightKube.Client.Informers;

/// <summary>Feeds an informer: lists once, watches from there, and lists again only when the server no longer knows that version.</summary>
internal sealed partial class InformerLoop(IClient client, Informer informer, TimeProvider time, Func<double> random, ILogger logger)
{
    private string? _version;
    private int _failures;

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await ListAndWatchAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException error) when (error.IsGone)
            {
                LogExpired(logger, informer.Kind.GroupResource, _version ?? "");
                _version = null;
                _failures++;
            }
            catch (Exception error) // The outermost edge of an informer: whatever it was, the cache must go on following the API.
            {
                _failures++;
                LogFailed(logger, informer.Kind.GroupResource, _failures, error.Message);
                LogFailure(logger, error, informer.Kind.GroupResource);
            }
            await BackOffAsync(cancel);
        }
    }

    private async Task ListAndWatchAsync(CancellationToken cancel)
    {
        if (_version is null)
        {
            var list = await client.ListAsync(informer.Kind, informer.Scope.ToQuery(), cancel);
            informer.Replace(list.Items, list.ResourceVersion);
            _version = list.ResourceVersion;
        }

        var begin = time.GetTimestamp();
        var query = informer.Scope.ToQuery() with { ResourceVersion = _version };
        await foreach (var change in client.WatchAsync(informer.Kind, query, cancel))
        {
            informer.Apply(change);
            _version = change.Object.ResourceVersion;
            _failures = 0;
        }
        _failures = time.GetElapsedTime(begin) < InformerLimits.ShortestGoodWatch ? _failures + 1 : 0;
    }

    private async Task BackOffAsync(CancellationToken cancel)
    {
        if (_failures == 0)
            return;
        try
        {
            await Task.Delay(InformerLimits.Reconnect.Delay(_failures, random), time, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The loop ends at its head.
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The watch of {Resource} from version {Version} has expired: listing again")]
    private static partial void LogExpired(ILogger logger, string resource, string version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot follow {Resource} (failure {Failures} in a row): {Error}")]
    private static partial void LogFailed(ILogger logger, string resource, int failures, string error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The failure of following {Resource}, in full")]
    private static partial void LogFailure(ILogger logger, Exception error, string resource);
}
