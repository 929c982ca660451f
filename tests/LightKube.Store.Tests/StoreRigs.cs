using LightKube.Store.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace LightKube.Store.Tests;

/// <summary>Makes a store for a test, on one engine.</summary>
internal interface IStoreRig : IDisposable
{
    KeyValueStore Open(TimeProvider time);
}

internal sealed class MemoryRig : IStoreRig
{
    public KeyValueStore Open(TimeProvider time) => KeyValueStore.InMemory(new StoreOptions(), time, NullLogger.Instance);

    public void Dispose()
    {
    }
}

/// <summary>A folder of its own with a database in it, opened as often as a test likes.</summary>
internal sealed class SqliteRig : IStoreRig
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("lightkube-store-").FullName;

    public string Database => Path.Combine(Folder, "state.db");

    public KeyValueStore Open(TimeProvider time) => Open(time, maxBytes: 0);

    public KeyValueStore Open(TimeProvider time, long maxBytes) => SqliteStore.Open(
        new SqliteStoreOptions { Path = Database, MaxDatabaseBytes = maxBytes }, time, NullLogger.Instance);

    /// <summary>What a crash now would leave: the files as they are, in another folder.</summary>
    public SqliteRig Crash()
    {
        var copy = new SqliteRig();
        File.Copy(Database, copy.Database);
        File.Copy(Database + "-wal", copy.Database + "-wal");
        return copy;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
