using LightKube.Store.Sealing;

namespace LightKube.Store.Sqlite;

/// <summary>Reading connections that wait to be used again.</summary>
internal sealed class ReaderPool(string path, IValueSeal? seal) : IDisposable
{
    /// <summary>
    /// Connections kept open. Reads run on their callers' threads, so no more are in use at once than there are threads; those beyond
    /// this number are closed after use.
    /// </summary>
    private const int MaxIdle = 4;

    private readonly Stack<LogReader> _idle = new();
    private readonly Lock _gate = new();
    private bool _closed;

    public Lease Rent()
    {
        lock (_gate)
        {
            if (_closed)
                throw new StoreException(StoreError.Closed, "The store is closed.");
            if (_idle.TryPop(out var reader))
                return new Lease(this, reader);
        }

        return new Lease(this, new LogReader(Schema.OpenToRead(path), seal));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            while (_idle.TryPop(out var reader))
                reader.Dispose();
        }
    }

    private void Return(LogReader reader)
    {
        lock (_gate)
        {
            if (!_closed && _idle.Count < MaxIdle)
            {
                _idle.Push(reader);
                return;
            }
        }

        reader.Dispose();
    }

    public readonly ref struct Lease(ReaderPool pool, LogReader reader)
    {
        public LogReader Reader { get; } = reader;

        public void Dispose() => pool.Return(Reader);
    }
}
