using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Audit;

/// <summary>Passes what is written on, and keeps a copy of it up to a limit.</summary>
internal sealed class CapturedStream(Stream inner, int limit) : WriteOnlyStream
{
    private readonly MemoryStream _copy = new();
    private bool _tooLong;

    /// <summary>All that was written; null when it was more than the limit.</summary>
    public byte[]? Copy => _tooLong ? null : _copy.ToArray();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Keep(buffer);
        inner.Write(buffer);
    }

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
