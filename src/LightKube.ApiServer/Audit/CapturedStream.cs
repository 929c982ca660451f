namespace LightKube.ApiServer.Audit;

/// <summary>Passes what is written on, and keeps a copy of it up to a limit.</summary>
internal sealed class CapturedStream(Stream inner, int limit) : Stream
{
    private readonly MemoryStream _copy = new();
    private bool _tooLong;

    /// <summary>All that was written; null when it was more than the limit.</summary>
    public byte[]? Copy => _tooLong ? null : _copy.ToArray();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Keep(buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Keep(buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_tooLong || _copy.Length + bytes.Length > limit)
        {
            _tooLong = true;
            _copy.SetLength(0);
            return;
        }

        _copy.Write(bytes);
    }
}
