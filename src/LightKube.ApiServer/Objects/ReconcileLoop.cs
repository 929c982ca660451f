using System.Threading.Channels;
using LightKube.Api.Errors;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Objects;

/// <summary>Does one thing again whenever something that it depends on has changed, and after a while when it failed.</summary>
/// <param name="what">For the log: "aggregating ClusterRoles".</param>
/// <param name="reconcile">Compares and acts, idempotently.</param>
/// <param name="time">For the wait after a failure.</param>
/// <param name="log">Hears about failures.</param>
internal sealed partial class ReconcileLoop(string what, Func<CancellationToken, Task> reconcile, TimeProvider time, ILogger log)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    // One waiting signal is enough, however many changes there were.
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Signal() => _changes.Writer.TryWrite(true);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        Signal();
        await foreach (var _ in _changes.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
        {
            try
            {
                await reconcile(cancel).ConfigureAwait(false);
            }
            catch (ApiException e)
            {
                LogFailed(log, what, e.Message);
                await Task.Delay(RetryAfter, time, cancel).ConfigureAwait(false);
                Signal();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What} failed, trying again: {Error}")]
    private static partial void LogFailed(ILogger logger, string what, string error);
}
