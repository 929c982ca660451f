using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.FlowControl;

/// <summary>How many watches are open, together and by resource.</summary>
internal sealed class WatchCounts
{
    private readonly ConcurrentDictionary<(string Group, string Resource), StrongBox<int>> _byResource = new();
    private int _total;

    public int Total => Volatile.Read(ref _total);

    /// <summary>Those of the resource that the request is about, in any namespace.</summary>
    public int Of(RequestInfo info) => _byResource.TryGetValue((info.Group, info.Resource), out var count) ? Volatile.Read(ref count.Value) : 0;

    /// <summary>One more; false when there are too many already.</summary>
    public bool TryAdd(RequestInfo info)
    {
        if (Interlocked.Increment(ref _total) > FlowLimits.MaxWatches)
        {
            Interlocked.Decrement(ref _total);
            return false;
        }

        Interlocked.Increment(ref _byResource.GetOrAdd((info.Group, info.Resource), static _ => new StrongBox<int>()).Value);
        return true;
    }

    /// <summary>One less.</summary>
    public void Remove(RequestInfo info)
    {
        Interlocked.Decrement(ref _total);
        Interlocked.Decrement(ref _byResource[(info.Group, info.Resource)].Value);
    }
}
