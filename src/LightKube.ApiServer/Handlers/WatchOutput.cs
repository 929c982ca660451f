using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Handlers;

/// <summary>Where a watch's events go. What is written is sent with the next flush.</summary>
internal abstract class WatchOutput
{
    public abstract IBufferWriter<byte> Writer { get; }

    /// <summary>True when the transport keeps events apart by itself.</summary>
    public abstract bool HasMessages { get; }

    /// <summary>Marks the end of an event.</summary>
    public abstract void EndEvent();

    /// <exception cref="OperationCanceledException">The client has gone, or does not read.</exception>
    public abstract ValueTask FlushAsync(CancellationToken cancel);
}

/// <summary>A response's body.</summary>
internal sealed class WatchBody(PipeWriter body) : WatchOutput
{
    public override IBufferWriter<byte> Writer => body;

    public override bool HasMessages => false;

    public override void EndEvent()
    {
    }

    public override async ValueTask FlushAsync(CancellationToken cancel)
    {
        var result = await body.FlushAsync(cancel);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException("The client closed the watch.", cancel);
        }
    }
}

/// <summary>A WebSocket: a message an event, text for JSON and else binary.</summary>
internal sealed class WatchSocket(WebSocket socket, WireFormat format) : WatchOutput, IDisposable
{
    private readonly PooledBuffer _buffer = new();
    private readonly List<int> _ends = [];

    public override IBufferWriter<byte> Writer => _buffer;

    public override bool HasMessages => true;

    public override void EndEvent() => _ends.Add(_buffer.Length);

    public override async ValueTask FlushAsync(CancellationToken cancel)
    {
        var type = format == WireFormat.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        var start = 0;
        foreach (var end in _ends)
        {
            await socket.SendAsync(_buffer.Written[start..end], type, endOfMessage: true, cancel);
            start = end;
        }

        _ends.Clear();
        _buffer.Clear();
    }

    public void Dispose() => _buffer.Dispose();
}
