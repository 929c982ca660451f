using System.Buffers;

namespace LightKube.ApiServer.Http;

/// <summary>Fills the blocks of a writer with many small pieces and hands each block back once. <see cref="Complete"/> must end it.</summary>
internal ref struct BlockWriter(IBufferWriter<byte> output)
{
    private Span<byte> _block;
    private int _used;
    private int _handedBack;

    /// <summary>Bytes written.</summary>
    public readonly int Written => _handedBack + _used;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var piece = Math.Min(bytes.Length, _block.Length - _used);
            bytes[..piece].CopyTo(_block[_used..]);
            _used += piece;
            if (piece == bytes.Length)
            {
                return;
            }

            bytes = bytes[piece..];
            Complete();
            _block = output.GetSpan();
        }
    }

    /// <summary>Hands the last block back.</summary>
    public void Complete()
    {
        if (_used > 0)
        {
            output.Advance(_used);
        }

        _handedBack += _used;
        _used = 0;
        _block = default;
    }
}
