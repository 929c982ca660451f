using LightKube.Store.Writing;

namespace LightKube.Store.Sqlite;

/// <summary>Finds out where the last process left off, and makes good what its end, if sudden, left behind.</summary>
/// <remarks>
/// After a sudden end the newest relaxed updates are gone though somebody may have seen them, under revisions up to the reserved one.
/// So the counter goes on behind the reservation, and every relaxed key is written again as it is on disk, under a revision of its own:
/// whoever saw a later state and watches on from there is told that the key is now as it is.
/// </remarks>
internal sealed class Recovery(SqliteConnection connection, LogWriter log)
{
    public bool WasUnclean { get; private set; }

    public StoredState State { get; private set; }

    /// <summary>Returns the revision that the store begins at, with some more reserved ahead.</summary>
    public long Run(long reservedAhead)
    {
        var stored = Read();
        WasUnclean = !stored.Clean;
        var revision = Math.Max(connection.QueryInt64("SELECT max(revision) FROM log"), stored.Compacted);
        if (WasUnclean)
        {
            Check();
            revision = Math.Max(revision, stored.Reserved);
            foreach (var key in RelaxedKeys())
                Rewrite(key, ++revision);
        }

        State = new StoredState(stored.Compacted, revision + reservedAhead, Clean: false);
        log.Save(State);
        log.Commit();
        return revision;
    }

    private StoredState Read()
    {
        using var select = connection.Prepare("SELECT compacted, reserved, clean FROM state");
        if (!select.Step())
            throw SqliteFailure.Damaged(connection.Path, "its state is missing");
        return new StoredState(select.Int64(0), select.Int64(1), select.Int64(2) != 0);
    }

    /// <summary>A power failure is when a disk may have lost or torn what it said was written.</summary>
    private void Check()
    {
        if (connection.QueryText("PRAGMA quick_check(1)") is var verdict && verdict != "ok")
            throw SqliteFailure.Damaged(connection.Path, verdict);
    }

    private List<string> RelaxedKeys()
    {
        var keys = new List<string>();
        using var select = connection.Prepare($"SELECT DISTINCT key FROM log WHERE flags = {RowFlags.Relaxed}");
        while (select.Step())
            keys.Add(select.Text(0));
        return keys;
    }

    private void Rewrite(string key, long revision)
    {
        if (!log.TryGetHead(key, out var head) || !head.StoredRelaxed)
            return;
        using var select = connection.Prepare("SELECT revision_at, value FROM log WHERE revision = ?1");
        select.Bind(1, head.ModRevision).Step();
        var at = (int)select.Int64(0);
        var value = log.Open(key, select.Bytes(1));
        var version = new StoreEvent
        {
            Type = StoreEventType.Updated,
            Key = key,
            Revision = revision,
            CreateRevision = head.CreateRevision,
            Value = at == Write.NoRevision ? value : ValueStamp.Exchange(value, at, head.ModRevision, revision),
        };
        select.Reset();
        log.Append(version, head.StoredRevision, RowFlags.Relaxed, at);
    }
}
