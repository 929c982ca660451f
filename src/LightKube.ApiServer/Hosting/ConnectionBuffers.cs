using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace LightKube.ApiServer.Hosting;

/// <summary>
/// Has TLS encrypt 32 KB at a time. Kestrel's own blocks are of 4 KB, and what a record costs in locks and calls beside its bytes is as much as
/// these, which a long list shows. Above TLS, where each of many streams holds blocks, they stay small.
/// </summary>
internal sealed class ConnectionBuffers : MemoryPool<byte>, IMemoryPoolFeature
{
    private const int BlockBytes = 32 * 1024;

    private static readonly ConnectionBuffers ForTls = new();
    private static readonly object Original = new();

    public override int MaxBufferSize => int.MaxValue;

    public MemoryPool<byte> MemoryPool => this;

    /// <summary>To stand before TLS.</summary>
    public static ConnectionDelegate Enlarge(ConnectionDelegate next) => connection =>
    {
        connection.Items[Original] = connection.Features.Get<IMemoryPoolFeature>();
        connection.Features.Set<IMemoryPoolFeature>(ForTls);
        return next(connection);
    };

    /// <summary>To stand behind TLS.</summary>
    public static ConnectionDelegate Restore(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set((IMemoryPoolFeature?)connection.Items[Original]);
        return next(connection);
    };

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new Block(Math.Max(minBufferSize, BlockBytes));

    protected override void Dispose(bool disposing)
    {
        // It has nothing: the arrays are the shared pool's, which gives back what is not used.
    }

    private sealed class Block(int size) : IMemoryOwner<byte>
    {
        private byte[]? _bytes = ArrayPool<byte>.Shared.Rent(size);

        public Memory<byte> Memory => _bytes ?? throw new ObjectDisposedException(nameof(Block));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _bytes, null) is { } bytes)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }
}
