using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Client;

namespace LightKube.Testing.Memory;

/// <summary>All changes in order, and those who watch them.</summary>
internal sealed class MemoryHistory
{
    private readonly Lock _lock = new();
    private readonly List<(ulong Version, WatchEvent Change)> _changes = [];
    private readonly List<Channel<WatchEvent>> _watches = [];
    private ulong _compacted;

    public void Add(ulong version, WatchEvent change)
    {
        lock (_lock)
        {
            _changes.Add((version, change));
            _watches.ForEach(watch => watch.Writer.TryWrite(change));
        }
    }

    public void Compact(ulong version)
    {
        lock (_lock)
        {
            _compacted = version;
            _changes.RemoveAll(change => change.Version <= version);
        }
    }

    public void EndWatches()
    {
        lock (_lock)
            _watches.ForEach(watch => watch.Writer.TryComplete());
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(
        Func<Document, bool> picks, ulong after, [EnumeratorCancellation] CancellationToken cancel)
    {
        var watch = Channel.CreateUnbounded<WatchEvent>();
        lock (_lock)
        {
            if (after < _compacted)
                throw ApiException.Expired($"too old resource version: {after} ({_compacted})");
            foreach (var (version, change) in _changes)
            {
                if (version > after)
                    watch.Writer.TryWrite(change);
            }
            _watches.Add(watch);
        }
        try
        {
            await foreach (var change in watch.Reader.ReadAllAsync(cancel))
            {
                if (picks(change.Object))
                    yield return change;
            }
        }
        finally
        {
            lock (_lock)
                _watches.Remove(watch);
        }
    }
}
