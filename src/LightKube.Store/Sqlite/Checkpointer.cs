using System.Runtime.InteropServices;

namespace LightKube.Store.Sqlite;

/// <summary>Keeps the write-ahead log short without making the writer wait for it.</summary>
/// <remarks>
/// <code>
///  log reaches CopyAt ──▶ a second connection copies its pages, beside the writer ──▶ the writer copies the few that came since
///  ──▶ all pages copied: the next commit begins the log anew
/// </code>
/// Only the last step takes the writer's time. A log that grows to WaitAt all the same, because the disk is slower than the writers,
/// makes the writer wait: that is its bound.
/// </remarks>
internal sealed unsafe class Checkpointer : IDisposable
{
    /// <summary>Pages of 4 KiB, 8 MiB: large enough that pages written again and again are copied once.</summary>
    private const int CopyAt = 2048;

    /// <summary>64 MiB: what a small disk can spare.</summary>
    private const int WaitAt = 16384;

    private readonly SqliteConnection _writer;
    private readonly string _path;
    private readonly int* _pages;
    private CopyThread? _copier;
    private Task? _copying;
    private int _nextAt = CopyAt;

    public Checkpointer(SqliteConnection writer)
    {
        _writer = writer;
        _path = writer.Path;
        _pages = (int*)NativeMemory.AllocZeroed(sizeof(int));
        writer.ReportWalPages(_pages);
    }

    /// <summary>Called by the writer between commits; costs a comparison unless there is something to do.</summary>
    public void Step()
    {
        if (*_pages < _nextAt)
            return;
        _copying ??= (_copier ??= new CopyThread(_path)).CopyAsync();
        if (!_copying.IsCompleted && *_pages < WaitAt)
            return;
        var copied = _copying;
        _copying = null;

        // If something goes wrong now, or a reader holds on to the log: again when it has grown as much as it did.
        _nextAt = *_pages + CopyAt;
        copied.GetAwaiter().GetResult();
        if (_writer.Checkpoint())
        {
            *_pages = 0;
            _nextAt = CopyAt;
        }
    }

    public void Dispose()
    {
        try
        {
            _copying?.GetAwaiter().GetResult();
        }
        catch (StoreException)
        {
            // The log keeps what could not be copied; whoever opens the database next copies it.
        }

        _copier?.Dispose();
        _writer.ReportWalPages(null);
        NativeMemory.Free(_pages);
    }
}
