using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace LightKube.ApiServer.Metrics;

/// <summary>Counts by labels.</summary>
/// <param name="most">Series that are kept. Names of webhooks and the like are users': what is beyond is not counted.</param>
internal sealed class LabelledCounts<TKey>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, StrongBox<long>> _counts = new();

    public IEnumerable<(TKey Key, long Count)> All
    {
        get
        {
            foreach (var (key, count) in _counts)
            {
                yield return (key, Interlocked.Read(ref count.Value));
            }
        }
    }

    public void Add(TKey key)
    {
        if (_counts.TryGetValue(key, out var count) || _counts.Count < most)
        {
            Interlocked.Increment(ref (count ?? _counts.GetOrAdd(key, static _ => new StrongBox<long>())).Value);
        }
    }
}
