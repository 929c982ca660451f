using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>Where a watch's events go. What is written is sent with the next flush.</summary>
/// <param name="time">The clock.</param>
/// <param name="cutOff">Ends the connection of a client that takes nothing for <see cref="HttpLimits.WatchStall"/>.</param>
internal abstract class WatchOutput(TimeProvider time, Action cutOff)
{
    public abstract IBufferWriter<byte> Writer { get; }

    /// <summary>True when the transport keeps events apart by itself.</summary>
    public abstract bool HasMessages { get; }

    /// <summary>Marks the end of an event.</summary>
    public abstract void EndEvent();

    /// <exception cref="OperationCanceledException">The client has gone, or takes nothing.</exception>
    public ValueTask FlushAsync(CancellationToken cancel)
    {
        var sending = SendAsync(cancel);
        return sending.IsCompletedSuccessfully ? sending : WaitAsync(sending.AsTask(), cancel);
    }

    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    protected abstract ValueTask SendAsync(CancellationToken cancel);

    private async ValueTask WaitAsync(Task sending, CancellationToken cancel)
    {
        try
        {
            await sending.WaitAsync(HttpLimits.WatchStall, time, cancel);
        }
        catch (TimeoutException e)
        {
            cutOff();
            throw new OperationCanceledException("The client takes no more events.", e);
        }
    }
}

/// <summary>A response's body.</summary>
internal sealed class WatchBody(PipeWriter body, TimeProvider time, Action cutOff) : WatchOutput(time, cutOff)
{
    public override IBufferWriter<byte> Writer => body;

    public override bool HasMessages => false;

    public override void EndEvent()
    {
    }

    protected override ValueTask SendAsync(CancellationToken cancel)
    {
        var flush = body.FlushAsync(cancel);
        return flush.IsCompletedSuccessfully ? Check(flush.Result) : CheckAsync(flush);
    }

    private static async ValueTask CheckAsync(ValueTask<FlushResult> flush) => await Check(await flush);

    private static ValueTask Check(FlushResult result) =>
        result.IsCompleted || result.IsCanceled ? throw new OperationCanceledException("The client closed the watch.") : ValueTask.CompletedTask;
}

/// <summary>A WebSocket: a message an event, text for JSON and else binary.</summary>
internal sealed class WatchSocket(WebSocket socket, WireFormat format, TimeProvider time, Action cutOff) : WatchOutput(time, cutOff), IDisposable
{
    private readonly PooledBuffer _buffer = new();
    private readonly List<int> _ends = [];
    private bool _sending;

    public override IBufferWriter<byte> Writer => _buffer;

    public override bool HasMessages => true;

    public override void EndEvent() => _ends.Add(_buffer.Length);

    protected override async ValueTask SendAsync(CancellationToken cancel)
    {
        var type = format == WireFormat.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        var start = 0;
        _sending = true;
        foreach (var end in _ends)
        {
            await socket.SendAsync(_buffer.Written[start..end], type, endOfMessage: true, cancel);
            start = end;
        }

        _sending = false;
        _ends.Clear();
        _buffer.Clear();
    }

    // Memory that the socket may still read from must not go to anybody else.
    public void Dispose()
    {
        if (!_sending)
        {
            _buffer.Dispose();
        }
    }
}
