using System.Threading.Channels;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Events;

/// <summary>
/// Writes Event objects, one after the other, behind everything else. The same event again raises the count of the one that is there.
/// When events come faster than they can be written, the newest are dropped: they are for people.
/// </summary>
internal sealed partial class EventRecorder(IClient client, string nodeName, TimeProvider time, Random random, ILogger log) : IEventRecorder
{
    private const int MaxWaiting = 1000; // a few seconds' worth
    private const int MaxRemembered = 2048; // events whose repetition is counted

    private readonly Channel<Event> _waiting = Channel.CreateBounded<Event>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly Dictionary<(string Uid, string FieldPath, string Reason, string Message), (string Name, int Count)> _written = [];

    public void Record(Pod pod, string? container, bool warning, string reason, string message)
    {
        var e = New(warning, reason, message, pod.Namespace, pod.Name);
        e.InvolvedObject.Kind = "Pod";
        e.InvolvedObject.ApiVersion = "v1";
        e.InvolvedObject.Namespace = pod.Namespace;
        e.InvolvedObject.Name = pod.Name;
        e.InvolvedObject.Uid = pod.Metadata.Uid;
        e.InvolvedObject.ResourceVersion = pod.Metadata.ResourceVersion;
        if (container is not null)
        {
            var list = pod.Spec.InitContainers.Any(candidate => candidate.Name == container) ? "initContainers" : "containers";
            e.InvolvedObject.FieldPath = $"spec.{list}{{{container}}}";
        }
        _waiting.Writer.TryWrite(e);
    }

    /// <summary>Something about the node itself.</summary>
    internal void RecordNode(bool warning, string reason, string message)
    {
        var e = New(warning, reason, message, "default", nodeName);
        e.InvolvedObject.Kind = "Node";
        e.InvolvedObject.Name = nodeName;
        e.InvolvedObject.Uid = nodeName;
        _waiting.Writer.TryWrite(e);
    }

    /// <summary>Writes events until cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var e in _waiting.Reader.ReadAllAsync(cancel))
                await WriteAsync(e, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // What was not written is lost, as events may be.
        }
    }

    private Event New(bool warning, string reason, string message, string @namespace, string about)
    {
        var now = time.GetUtcNow();
        var e = new Event
        {
            Reason = reason,
            Message = message,
            Type = warning ? "Warning" : "Normal",
            FirstTimestamp = now,
            LastTimestamp = now,
            Count = 1,
            ReportingComponent = "kubelet",
            ReportingInstance = nodeName,
        };
        e.Source.Component = "kubelet";
        e.Source.Host = nodeName;
        e.Metadata.Namespace = @namespace;
        e.Metadata.Name = $"{about}.{(now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100 + random.Next(100):x}";
        return e;
    }

    private async Task WriteAsync(Event e, CancellationToken cancel)
    {
        var key = (e.InvolvedObject.Uid, e.InvolvedObject.FieldPath, e.Reason, e.Message);
        try
        {
            if (_written.TryGetValue(key, out var known) && await TryCountAsync(e, known.Name, known.Count + 1, cancel))
            {
                _written[key] = (known.Name, known.Count + 1);
                return;
            }
            await client.CreateAsync(e, cancel);
            if (_written.Count >= MaxRemembered)
                _written.Clear();
            _written[key] = (e.Name, 1);
        }
        catch (ApiException error)
        {
            LogNotWritten(log, e.Reason, e.InvolvedObject.Name, error.Message);
        }
    }

    private async Task<bool> TryCountAsync(Event e, string name, int count, CancellationToken cancel)
    {
        var patch = new DocMap();
        patch.Set("count", count);
        patch.Set("lastTimestamp", ViewScalars.FormatTime(e.LastTimestamp!.Value));
        try
        {
            await client.PatchAsync<Event>(new ObjectKey(e.Namespace, name), new Patch(PatchType.Merge, patch), cancel);
            return true;
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            return false; // it has expired
        }
    }

    [LoggerMessage(LogLevel.Debug, "The event {Reason} about {Name} is lost: {Cause}")]
    private static partial void LogNotWritten(ILogger log, string reason, string name, string cause);
}
