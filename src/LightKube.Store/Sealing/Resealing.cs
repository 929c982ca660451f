using LightKube.Store.Sqlite;

namespace LightKube.Store.Sealing;

/// <summary>
/// Goes through what is stored and seals anew what is not as it would be sealed now, history included. Values and revisions stay, so that nobody who reads or
/// watches notices. Bounded steps, on the writer's thread.
/// </summary>
internal sealed class Resealing(SqliteConnection connection, LogWriter log, IValueSeal seal) : IDisposable
{
    /// <summary>Rows that one step looks at: some milliseconds.</summary>
    private const int Step = 200;

    private readonly Lock _gate = new();
    private readonly SqliteStatement _select = connection.Prepare(
        $"SELECT key, revision, value FROM log WHERE (key, revision) > (?1, ?2) AND key < ?3 ORDER BY key, revision LIMIT {Step}");
    private readonly SqliteStatement _update = connection.Prepare("UPDATE log SET value = ?2 WHERE revision = ?1");

    private readonly List<(string Key, long Revision, byte[] Value)> _stale = [];
    private TaskCompletionSource? _asked;
    private TaskCompletionSource? _current;
    private Queue<string>? _prefixes;
    private (string Key, long Revision) _place;
    private string _end = "";

    /// <summary>Completes when everything that is stored now is sealed by the rules as they are now.</summary>
    public Task Request()
    {
        lock (_gate)
        {
            return (_asked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>One step; false when there is nothing to do.</summary>
    public bool Advance()
    {
        if (_current is null && !Begin())
        {
            return false;
        }

        if (_place.Key.Length == 0 && _place.Revision < 0 && !NextPrefix())
        {
            Finish();
            return false;
        }

        var rows = 0;
        _select.Bind(1, _place.Key).Bind(2, _place.Revision).Bind(3, _end);
        while (_select.Step())
        {
            rows++;
            _place = (_select.Text(0), _select.Int64(1));
            if (!seal.IsCurrent(_place.Key, _select.Span(2)))
            {
                _stale.Add((_place.Key, _place.Revision, _select.Bytes(2)));
            }
        }

        Write();
        if (rows < Step)
        {
            _place = ("", -1);
        }

        return true;
    }

    public void Dispose()
    {
        _select.Dispose();
        _update.Dispose();
    }

    private bool Begin()
    {
        lock (_gate)
        {
            (_current, _asked) = (_asked, null);
        }

        if (_current is null)
        {
            return false;
        }

        // What a row held before must not stay behind in its page.
        connection.Execute("PRAGMA secure_delete = ON");
        _prefixes = new Queue<string>(seal.Prefixes);
        _place = ("", -1);
        return true;
    }

    private bool NextPrefix()
    {
        if (!_prefixes!.TryDequeue(out var prefix))
        {
            return false;
        }

        // Keys are text; none has the last character that there is.
        (_place, _end) = ((prefix, 0), prefix + char.MaxValue);
        return true;
    }

    private void Write()
    {
        foreach (var (key, revision, value) in _stale)
        {
            var plain = seal.Open(key, value);
            log.Update(_update, revision, seal.Seal(key, plain) ?? plain);
        }

        _stale.Clear();
        log.Commit();
    }

    private void Finish()
    {
        connection.Execute("PRAGMA secure_delete = OFF");

        // The write-ahead log still has the pages as they were before.
        connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        _current!.SetResult();
        _current = null;
    }
}
