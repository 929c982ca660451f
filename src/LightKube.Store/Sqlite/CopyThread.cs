namespace LightKube.Store.Sqlite;

/// <summary>
/// Copies the log's pages into the database, beside the writer. The thread lives as long as the store: the writer would wait for a new one until a
/// processor had time for it.
/// </summary>
/// <param name="path">The database.</param>
internal sealed class CopyThread(string path) : IDisposable
{
    private readonly SemaphoreSlim _asked = new(0);
    private Thread? _thread;
    private TaskCompletionSource? _order;

    /// <summary>Copies what the log has by now. Called by one thread, and again only when the last copy has ended.</summary>
    /// <exception cref="StoreException">In the task: the disk refuses.</exception>
    public Task CopyAsync()
    {
        var order = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _order = order;
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "checkpoint" };
            _thread.Start();
        }

        _asked.Release();
        return order.Task;
    }

    /// <summary>Ends the thread after the copy that it is at.</summary>
    public void Dispose()
    {
        _order = null;
        _asked.Release();
        _thread?.Join();
        _asked.Dispose();
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        while (true)
        {
            _asked.Wait();
            if (_order is not { } order)
            {
                break;
            }

            try
            {
                connection ??= SqliteConnection.OpenToWrite(path);
                connection.Checkpoint();
                order.SetResult();
            }
            catch (StoreException refused)
            {
                order.SetException(refused);
            }
        }

        connection?.Dispose();
    }
}
