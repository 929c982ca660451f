using LightKube.Store.Engines;
using LightKube.Store.Sealing;

namespace LightKube.Store.Sqlite;

/// <summary>The writing connection: appends to the log, deletes what is superseded, keeps the state row.</summary>
internal sealed class LogWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly IValueSeal? _seal;
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _rollback;
    private readonly SqliteStatement _head;
    private readonly SqliteStatement _value;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _superseding;
    private readonly SqliteStatement _saveState;
    private readonly List<long> _doomed = [];

    public LogWriter(SqliteConnection connection, IValueSeal? seal)
    {
        _connection = connection;
        _seal = seal;
        _begin = connection.Prepare("BEGIN IMMEDIATE");
        _commit = connection.Prepare("COMMIT");
        _rollback = connection.Prepare("ROLLBACK");
        _head = connection.Prepare("SELECT revision, created, flags FROM log WHERE key = ?1 ORDER BY revision DESC LIMIT 1");
        _value = connection.Prepare("SELECT value FROM log WHERE revision = ?1");
        _insert = connection.Prepare(
            "INSERT INTO log (revision, key, created, superseded, flags, revision_at, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _delete = connection.Prepare("DELETE FROM log WHERE revision = ?1");
        _superseding = connection.Prepare(
            "SELECT revision, superseded, flags FROM log WHERE revision > ?1 AND revision <= ?2 AND (superseded <> 0 OR flags = 1)");
        _saveState = connection.Prepare("UPDATE state SET compacted = ?1, reserved = ?2, clean = ?3");
    }

    /// <summary>The newest version on disk, seen from inside the open transaction; false if the key does not exist.</summary>
    public bool TryGetHead(string key, out Head head)
    {
        head = default;
        if (!_head.Bind(1, key).Step())
            return false;
        var revision = _head.Int64(0);
        var flags = _head.Int64(2);
        head = new Head(revision, _head.Int64(1), revision, flags == RowFlags.Relaxed);
        _head.Reset();
        if (flags != RowFlags.Deleted)
            return true;
        head = default;
        return false;
    }

    /// <summary>The newest revision on disk of a key at or before a revision, deleted or not; 0 if there is none.</summary>
    public long NewestRevision(string key, long revision)
    {
        using var newest = _connection.Prepare("SELECT max(revision) FROM log WHERE key = ?1 AND revision <= ?2");
        return newest.Bind(1, key).Bind(2, revision).Step() ? newest.Int64(0) : 0;
    }

    public byte[] ReadValue(string key, long revision)
    {
        if (!_value.Bind(1, revision).Step())
            throw SqliteFailure.Damaged(_connection.Path, $"revision {revision} is in the index but not in the table");
        var value = _value.Bytes(0);
        _value.Reset();
        return Open(key, value);
    }

    /// <summary>The value that stands in a row.</summary>
    public byte[] Open(string key, byte[] stored) => _seal?.Open(key, stored) ?? stored;

    /// <summary>Exchanges the bytes of a row as part of the open transaction.</summary>
    public void Update(SqliteStatement update, long revision, ReadOnlySpan<byte> value)
    {
        EnsureTransaction();
        update.Bind(1, revision).RunWith(2, value);
    }

    public void Append(StoreEvent version, long superseded, long flags, int revisionAt)
    {
        var stored = _seal?.Seal(version.Key, version.Value.Span);
        EnsureTransaction();
        _insert
            .Bind(1, version.Revision)
            .Bind(2, version.Key)
            .Bind(3, version.CreateRevision)
            .Bind(4, superseded)
            .Bind(5, flags)
            .Bind(6, flags == RowFlags.Relaxed ? revisionAt : Write.NoRevision)
            .RunWith(7, stored is null ? version.Value.Span : stored);
    }

    public void Delete(long revision)
    {
        EnsureTransaction();
        _delete.Bind(1, revision).Run();
    }

    /// <summary>
    /// Deletes what the versions with after &lt; revision &lt;= upTo supersede, and the deletions among them; the number of rows deleted.
    /// </summary>
    public int DeleteSuperseded(long after, long upTo)
    {
        _doomed.Clear();
        _superseding.Bind(1, after).Bind(2, upTo);
        while (_superseding.Step())
        {
            if (_superseding.Int64(1) is var superseded and not 0)
                _doomed.Add(superseded);
            if (_superseding.Int64(2) == RowFlags.Deleted)
                _doomed.Add(_superseding.Int64(0));
        }

        foreach (var revision in _doomed)
            Delete(revision);
        return _doomed.Count;
    }

    public void Save(in StoredState state)
    {
        EnsureTransaction();
        _saveState.Bind(1, state.Compacted).Bind(2, state.Reserved).Bind(3, state.Clean ? 1 : 0).Run();
    }

    /// <summary>Makes what was written since the last commit durable. Does not touch the disk if nothing was.</summary>
    public void Commit()
    {
        if (_connection.InTransaction)
            _commit.Run();
    }

    public void Rollback()
    {
        // SQLite may have rolled back by itself.
        if (_connection.InTransaction)
            _rollback.Run();
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _begin, _commit, _rollback, _head, _value, _insert, _delete, _superseding, _saveState })
            statement.Dispose();
    }

    private void EnsureTransaction()
    {
        if (!_connection.InTransaction)
            _begin.Run();
    }
}

/// <summary>The row of the table <c>state</c>.</summary>
/// <param name="Compacted">History before this revision is gone.</param>
/// <param name="Reserved">Revisions up to this one may have been given out without reaching the disk.</param>
/// <param name="Clean">Whether the store was closed in an orderly way.</param>
internal readonly record struct StoredState(long Compacted, long Reserved, bool Clean);
