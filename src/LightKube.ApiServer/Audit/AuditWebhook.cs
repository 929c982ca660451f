using System.Threading.Channels;
using LightKube.Api.Documents;
using LightKube.ApiServer.Webhooks;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Audit;

/// <summary>Sends events to a webhook, many at a time. Requests never wait for it; what it cannot take in time is lost, and said to be.</summary>
public sealed partial class AuditWebhook : IAuditBackend
{
    // Upstream's defaults of --audit-webhook-batch-*.
    private const int MaxWaiting = 10_000;
    private const int MaxBatch = 400;
    private const int Attempts = 5;

    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    /// <summary>Ten batches a second.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);

    private readonly WebhookClient _client;
    private readonly WebhookEndpoint _endpoint;
    private readonly AuditMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<DocMap> _waiting;
    private readonly Task _loop;

    public AuditWebhook(WebhookClient client, WebhookEndpoint endpoint, AuditMetrics metrics, TimeProvider time, ILogger log)
    {
        (_client, _endpoint, _metrics, _time, _log) = (client, endpoint, metrics, time, log);
        _waiting = Channel.CreateBounded<DocMap>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
        _loop = RunAsync();
    }

    public void Write(DocMap @event)
    {
        if (!_waiting.Writer.TryWrite(@event))
        {
            _metrics.LostByWebhook(1);
            LogLost(_log, 1, "too many wait");
        }
    }

    /// <summary>Sends what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        _stopping.CancelAfter(AnswerWithin);
        await _loop;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stopping.Token))
            {
                await SendAsync(await TakeAsync());
                await Task.Delay(LeastInterval, _time, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The end did not wait longer.
        }
    }

    private async Task<List<DocMap>> TakeAsync()
    {
        var batch = new List<DocMap>();
        using var enough = new CancellationTokenSource(MaxWait, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, _stopping.Token);
        try
        {
            while (batch.Count < MaxBatch && await _waiting.Reader.WaitToReadAsync(either.Token))
            {
                while (batch.Count < MaxBatch && _waiting.Reader.TryRead(out var next))
                {
                    batch.Add(next);
                }
            }
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            // The batch has waited long enough.
        }

        return batch;
    }

    private async Task SendAsync(List<DocMap> batch)
    {
        var list = new DocMap();
        list.Set("kind", "EventList");
        list.Set("apiVersion", "audit.k8s.io/v1");
        list.Set("metadata", new DocMap());
        var items = list.GetOrAddList("items");
        batch.ForEach(item => items.Add(item));
        var wait = FirstRetry;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await _client.PostAsync(_endpoint, Api.Json.JsonDocumentWriter.ToBytes(list), AnswerWithin, _stopping.Token);
                return;
            }
            catch (WebhookException e) when (attempt == Attempts)
            {
                _metrics.LostByWebhook(batch.Count);
                LogLost(_log, batch.Count, e.Message);
                return;
            }
            catch (WebhookException)
            {
                await Task.Delay(wait, _time, _stopping.Token);
                wait *= 1.5;
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} audit events were lost: {Error}")]
    private static partial void LogLost(ILogger logger, int count, string error);
}
