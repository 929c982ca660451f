using System.Text;
using System.Threading.Channels;

namespace LightKube.Foundation.Logging;

/// <summary>Lines on their way to a stream. When the stream is slow and the queue full, lines are dropped and counted.</summary>
internal sealed class LineQueue : IAsyncDisposable
{
    /// <summary>About 2 MB of lines: a burst at debug level, not a stream that hangs.</summary>
    internal const int MostLines = 8192;

    /// <summary>Lines are written together up to this many bytes, to make few system calls of a burst.</summary>
    private const int WriteSize = 64 << 10;

    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MostLines) { SingleReader = true });
    private readonly MemoryStream _pending = new();
    private readonly Stream _output;
    private readonly Func<long, string> _describeDropped;
    private readonly Task _writing;
    private long _dropped;

    /// <param name="output">Where lines go.</param>
    /// <param name="describeDropped">The line that tells how many were dropped.</param>
    internal LineQueue(Stream output, Func<long, string> describeDropped)
    {
        (_output, _describeDropped) = (output, describeDropped);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Adds a line, unless the queue is full.</summary>
    internal void Add(string line)
    {
        if (!_lines.Writer.TryWrite(line))
            Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes what is queued, and ends. Lines added later are lost.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            while (_pending.Length < WriteSize && _lines.Reader.TryRead(out var line))
                AddPending(line);
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                AddPending(_describeDropped(dropped));
            if (!TryWritePending())
                return;
        }
    }

    private void AddPending(string line)
    {
        _pending.Write(Encoding.UTF8.GetBytes(line));
        _pending.WriteByte((byte)'\n');
    }

    private bool TryWritePending()
    {
        try
        {
            _output.Write(_pending.GetBuffer(), 0, (int)_pending.Length);
            _output.Flush();
            _pending.SetLength(0);
            return true;
        }
        catch (IOException)
        {
            // Nobody reads our log any more, and there is nowhere to say so. Work goes on; the queue fills, and drops.
            return false;
        }
    }
}
