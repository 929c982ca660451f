using System.Threading.Channels;

namespace LightKube.Network.Components;

/// <summary>Keys that changed since they were last taken, all at once.</summary>
internal sealed class DirtyKeys<TKey>
{
    private readonly Lock _lock = new();

    // Holds at most one token: there is something to take.
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(1);
    private HashSet<TKey> _keys = [];

    public void Add(TKey key)
    {
        lock (_lock)
            _keys.Add(key);
        _signal.Writer.TryWrite(true);
    }

    public void AddRange(IEnumerable<TKey> keys)
    {
        lock (_lock)
            _keys.UnionWith(keys);
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Waits until there are some, and takes them.</summary>
    public async Task<HashSet<TKey>> TakeAsync(CancellationToken cancel)
    {
        await _signal.Reader.ReadAsync(cancel);
        lock (_lock)
        {
            var taken = _keys;
            _keys = [];
            return taken;
        }
    }
}
