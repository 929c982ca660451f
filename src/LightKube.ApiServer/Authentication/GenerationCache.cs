using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace LightKube.ApiServer.Authentication;

/// <summary>
/// A bounded cache for many readers. It keeps two generations: when the young one is full it becomes the old one and the old one is
/// dropped; what is read in the old one moves to the young. So what is used stays, at the cost of one look-up, without a lock.
/// </summary>
/// <param name="capacity">Entries a generation; at most twice as many are held.</param>
internal sealed class GenerationCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private sealed record Generations(ConcurrentDictionary<TKey, TValue> Young, ConcurrentDictionary<TKey, TValue> Old);

    private volatile Generations _generations = new(new ConcurrentDictionary<TKey, TValue>(), new ConcurrentDictionary<TKey, TValue>());
    private int _young;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var generations = _generations;
        if (generations.Young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!generations.Old.TryGetValue(key, out value))
        {
            return false;
        }

        Set(key, value);
        return true;
    }

    public void Set(TKey key, TValue value)
    {
        var generations = _generations;
        if (!generations.Young.TryAdd(key, value))
        {
            generations.Young[key] = value;
            return;
        }

        if (Interlocked.Increment(ref _young) >= capacity)
        {
            // Two writers that get here together drop one generation more than needed, which costs only misses.
            Interlocked.Exchange(ref _young, 0);
            _generations = new Generations(new ConcurrentDictionary<TKey, TValue>(), generations.Young);
        }
    }

    public void Remove(TKey key)
    {
        var generations = _generations;
        generations.Young.TryRemove(key, out _);
        generations.Old.TryRemove(key, out _);
    }
}
