using System.Globalization;
using System.Threading.Channels;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Client.Events;

/// <summary>
/// Writes core/v1 Events for people to read with <c>kubectl describe</c>. Recording never waits and never fails: events are written in the
/// background, counted up when they repeat, and dropped when they are too many.
/// </summary>
public sealed partial class EventRecorder : IComponent, IAsyncDisposable
{
    private readonly Channel<RecordedEvent> _queue;
    private readonly EventCorrelator _correlator = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncOnce _stop;
    private readonly IClient _client;
    private readonly TimeProvider _time;
    private readonly Func<double> _random;
    private readonly ILogger _logger;
    private Task _writing = Task.CompletedTask;

    /// <param name="client">Where events are written.</param>
    /// <param name="time">The clock of time stamps and retries.</param>
    /// <param name="random">The jitter of retries, 0 to 1.</param>
    /// <param name="logger">Where lost events are logged.</param>
    /// <param name="name">Tells it from other recorders of the process.</param>
    public EventRecorder(IClient client, TimeProvider time, Func<double> random, ILogger logger, string name = "event-recorder")
    {
        Name = name;
        (_client, _time, _random, _logger) = (client, time, random, logger);
        _queue = Channel.CreateBounded<RecordedEvent>(
            new BoundedChannelOptions(EventLimits.QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite },
            dropped => LogDropped(_logger, dropped.Reason, dropped.About.Kind, dropped.About.Name));
        _stop = new AsyncOnce(StopWritingAsync);
    }

    public string Name { get; }

    /// <summary>The recorder as one reporter uses it.</summary>
    public ObjectEvents For(EventReporter reporter) => new(this, reporter);

    internal void Enqueue(EventReporter reporter, ObjectReference about, EventType type, string reason, string message) =>
        _queue.Writer.TryWrite(new RecordedEvent(reporter, EventObject.Of(about), type, reason, message, _time.GetUtcNow()));

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancel)
    {
        _writing = Task.Run(WriteAllAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Ends; what is queued is lost, as it is when the process dies.</summary>
    public Task StopAsync(CancellationToken cancel) => _stop.RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.RunAsync();
        _stopping.Dispose();
    }

    private async Task StopWritingAsync()
    {
        _queue.Writer.TryComplete();
        await _stopping.CancelAsync();
        await _writing;
    }

    private async Task WriteAllAsync()
    {
        await foreach (var recorded in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (_stopping.IsCancellationRequested)
                return;
            if (_correlator.Plan(recorded) is { } plan)
                await WriteWithRetriesAsync(plan);
        }
    }

    private async Task WriteWithRetriesAsync(EventPlan plan)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                _correlator.Written(plan, await WriteAsync(plan));
                return;
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ApiException error) when (error.Code is 429 or >= 500 && attempt < EventLimits.Attempts)
            {
                await DelayAsync(EventLimits.Retry.Delay(attempt, _random));
            }
            catch (Exception error) // The outermost edge of event writing: an event that cannot be written must not stop the next.
            {
                LogLost(_logger, plan.Event.Reason, plan.Event.About.Kind, plan.Event.About.Name, error.Message);
                return;
            }
        }
    }

    private async Task<ObjectKey> WriteAsync(EventPlan plan)
    {
        if (plan.Existing is { } key && await CountUpAsync(key, plan))
            return key;
        return (await _client.CreateAsync(NewEvent(plan), _stopping.Token)).Key;
    }

    // False when the Event has expired meanwhile: then a new one begins with the count so far.
    private async Task<bool> CountUpAsync(ObjectKey key, EventPlan plan)
    {
        var change = new DocMap();
        change.Set("count", plan.Count);
        change.Set("message", plan.Event.Message);
        change.Set("lastTimestamp", ViewScalars.FormatTime(plan.Event.Time));
        try
        {
            await _client.PatchAsync(Event.Schema, key, new Patch(PatchType.Merge, change), null, _stopping.Token);
            return true;
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            return false;
        }
    }

    private Event NewEvent(EventPlan plan)
    {
        var (about, recorded) = (plan.Event.About, plan.Event);
        var created = new Event
        {
            Reason = recorded.Reason,
            Message = recorded.Message,
            Type = recorded.Type.ToString(),
            Count = plan.Count,
            FirstTimestamp = plan.First,
            LastTimestamp = recorded.Time,
            ReportingComponent = recorded.Reporter.Component,
            ReportingInstance = recorded.Reporter.Host,
        };
        created.Source.Component = recorded.Reporter.Component;
        created.Source.Host = recorded.Reporter.Host;
        created.Metadata.Namespace = about.Namespace.Length > 0 ? about.Namespace : "default";
        var nanoseconds = (recorded.Time - DateTimeOffset.UnixEpoch).Ticks * 100;
        created.Metadata.Name = string.Create(CultureInfo.InvariantCulture, $"{about.Name}.{nanoseconds:x}{(int)(_random() * 0x1000):x3}");
        created.InvolvedObject = new ObjectReference
        {
            ApiVersion = about.ApiVersion,
            Kind = about.Kind,
            Namespace = about.Namespace,
            Name = about.Name,
            Uid = about.Uid,
            FieldPath = about.FieldPath,
        };
        return created;
    }

    private async Task DelayAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _time, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The next attempt ends at once.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Reason} about {Kind} {Object} was dropped: too many are waiting to be written")]
    private static partial void LogDropped(ILogger logger, string reason, string kind, string @object);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Reason} about {Kind} {Object} could not be written: {Error}")]
    private static partial void LogLost(ILogger logger, string reason, string kind, string @object, string error);
}
