using System.Text;
using LightKube.Store.Engines;
using LightKube.Store.Sealing;

namespace LightKube.Store.Sqlite;

/// <summary>A reading connection. What one of its methods returns comes from one state of the database.</summary>
internal sealed class LogReader : IDisposable
{
    private const string NewestByKey =
        "SELECT key, max(revision) FROM log WHERE key {0} ?1 AND key < ?2 AND revision <= ?3 GROUP BY key ORDER BY key";

    private readonly SqliteConnection _connection;
    private readonly IValueSeal? _seal;
    private readonly SqliteStatement _newest;
    private readonly SqliteStatement _keysFrom;
    private readonly SqliteStatement _keysAfter;
    private readonly SqliteStatement _row;
    private readonly SqliteStatement _events;
    private readonly SqliteStatement _count;

    public LogReader(SqliteConnection connection, IValueSeal? seal)
    {
        _connection = connection;
        _seal = seal;
        _newest = connection.Prepare(
            "SELECT revision, created, flags, value FROM log WHERE key = ?1 AND revision <= ?2 ORDER BY revision DESC LIMIT 1");
        _keysFrom = connection.Prepare(NewestByKey.Replace("{0}", ">=", StringComparison.Ordinal));
        _keysAfter = connection.Prepare(NewestByKey.Replace("{0}", ">", StringComparison.Ordinal));
        _row = connection.Prepare("SELECT created, flags, value FROM log WHERE revision = ?1");
        _events = connection.Prepare(
            "SELECT revision, key, created, flags, value FROM log WHERE revision > ?1 AND revision <= ?2 ORDER BY revision");
        _count = connection.Prepare(
            "SELECT count(*) FROM (SELECT max(revision) AS newest FROM log WHERE key >= ?1 AND key < ?2 AND revision <= ?3 GROUP BY key) " +
            "JOIN log ON revision = newest WHERE flags <> 1");
    }

    /// <summary>The key's newest version, deleted or not, at a revision.</summary>
    public StoreEvent? Newest(string key, long revision)
    {
        if (!_newest.Bind(1, key).Bind(2, revision).Step())
            return null;
        var found = Version(key, _newest.Int64(0), _newest.Int64(1), _newest.Int64(2), _newest.Bytes(3));
        _newest.Reset();
        return found;
    }

    /// <summary>
    /// The newest revision of each key of a prefix, in order of the keys. The state that is read lasts as long as the enumeration, for
    /// <see cref="Load"/> too.
    /// </summary>
    public IEnumerable<(string Key, long Revision)> Keys(string prefix, string? startAfter, long revision)
    {
        var after = startAfter is not null && string.CompareOrdinal(startAfter, prefix) >= 0;
        var keys = after ? _keysAfter : _keysFrom;
        keys.Bind(1, after ? startAfter! : prefix).Bind(2, EndOf(prefix)).Bind(3, revision);
        try
        {
            while (keys.Step())
                yield return (keys.Text(0), keys.Int64(1));
        }
        finally
        {
            keys.Reset();
        }
    }

    /// <summary>The version with a revision; null if it is a deletion, whose value nobody reads.</summary>
    public StoreEntry? Load(string key, long revision)
    {
        if (!_row.Bind(1, revision).Step())
            throw SqliteFailure.Damaged(_connection.Path, $"revision {revision} is in the index but not in the table");
        StoreEntry? entry = _row.Int64(1) == RowFlags.Deleted ? null : new StoreEntry(key, Open(key, _row.Bytes(2)), revision, _row.Int64(0));
        _row.Reset();
        return entry;
    }

    /// <summary>The versions of a prefix with after &lt; revision &lt;= upTo in order of revision.</summary>
    public IEnumerable<StoreEvent> Events(string prefix, long after, long upTo)
    {
        var first = Encoding.UTF8.GetBytes(prefix);
        _events.Bind(1, after).Bind(2, upTo);
        try
        {
            while (_events.Step())
            {
                if (_events.Span(1).StartsWith(first))
                    yield return Version(_events.Text(1), _events.Int64(0), _events.Int64(2), _events.Int64(3), _events.Bytes(4));
            }
        }
        finally
        {
            _events.Reset();
        }
    }

    public long Count(string prefix, long revision)
    {
        _count.Bind(1, prefix).Bind(2, EndOf(prefix)).Bind(3, revision).Step();
        var count = _count.Int64(0);
        _count.Reset();
        return count;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _newest, _keysFrom, _keysAfter, _row, _events, _count })
            statement.Dispose();
        _connection.Dispose();
    }

    /// <summary>The first bytes, in SQLite's order, that are greater than every key of the prefix. No byte of UTF-8 is 0xFF.</summary>
    private static byte[] EndOf(string prefix)
    {
        if (prefix.Length == 0)
            return [0xFF];
        var end = Encoding.UTF8.GetBytes(prefix);
        end[^1]++;
        return end;
    }

    private byte[] Open(string key, byte[] stored) => _seal?.Open(key, stored) ?? stored;

    private StoreEvent Version(string key, long revision, long created, long flags, byte[] value) => new()
    {
        Type = RowFlags.TypeOf(revision, created, flags),
        Key = key,
        Revision = revision,
        CreateRevision = created,
        Value = Open(key, value),
    };
}
