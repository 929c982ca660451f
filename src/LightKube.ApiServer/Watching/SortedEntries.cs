using System.Runtime.InteropServices;

namespace LightKube.ApiServer.Watching;

/// <summary>
/// The entries of a kind in key order as an immutable value: a snapshot costs nothing, and stays readable for as long as a paging
/// client needs it. A change copies one chunk and the list of chunks.
/// </summary>
public sealed class SortedEntries
{
    /// <summary>A fuller chunk is split. Copying 1 KB costs less than a deeper tree would.</summary>
    private const int MaxChunk = 128;

    public static readonly SortedEntries Empty = new([], 0);

    private readonly CacheEntry[][] _chunks;

    private SortedEntries(CacheEntry[][] chunks, int count)
    {
        _chunks = chunks;
        Count = count;
    }

    public int Count { get; }

    /// <summary>About how many bytes an entry has as JSON: the average of eight of them. 0 when there is none.</summary>
    public long AverageBytes()
    {
        const int Looked = 8;
        if (Count == 0)
        {
            return 0;
        }

        long bytes = 0;
        for (var i = 0; i < Looked; i++)
        {
            var chunk = _chunks[i * _chunks.Length / Looked];
            bytes += chunk[i * chunk.Length / Looked].Json.Length;
        }

        return bytes / Looked;
    }

    /// <summary>The entry, or null.</summary>
    public CacheEntry? Find(string key)
    {
        var chunkAt = ChunkFor(_chunks, key);
        if (chunkAt < 0)
        {
            return null;
        }

        var at = IndexIn(_chunks[chunkAt], key);
        return at >= 0 ? _chunks[chunkAt][at] : null;
    }

    /// <summary>The entries whose keys begin with the prefix and come after <paramref name="startAfter"/>, in order.</summary>
    public IEnumerable<CacheEntry> Range(string prefix, string? startAfter = null)
    {
        var from = startAfter is not null && string.CompareOrdinal(startAfter, prefix) > 0 ? startAfter : prefix;
        for (var c = Math.Max(0, ChunkFor(_chunks, from)); c < _chunks.Length; c++)
        {
            var chunk = _chunks[c];
            var at = IndexIn(chunk, from);
            for (var i = at < 0 ? ~at : at; i < chunk.Length; i++)
            {
                var entry = chunk[i];
                if (!entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                {
                    yield break;
                }

                if (startAfter is null || string.CompareOrdinal(entry.Key, startAfter) > 0)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>Starts a series of changes that share one copy of the list of chunks.</summary>
    public Builder ToBuilder() => new(this);

    // The last chunk whose first key is not after the key; 0 when the key comes before all; -1 when there are no chunks.
    private static int ChunkFor(ReadOnlySpan<CacheEntry[]> chunks, string key)
    {
        var low = 0;
        var high = chunks.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (string.CompareOrdinal(chunks[middle][0].Key, key) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return chunks.Length == 0 ? -1 : low;
    }

    private static int IndexIn(CacheEntry[] chunk, string key)
    {
        var low = 0;
        var high = chunk.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(chunk[middle].Key, key);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    /// <summary>Collects changes; for one thread.</summary>
    public sealed class Builder
    {
        private readonly List<CacheEntry[]> _chunks;
        private int _count;

        internal Builder(SortedEntries from)
        {
            _chunks = [.. from._chunks];
            _count = from.Count;
        }

        /// <summary>Adds or replaces the entry.</summary>
        /// <returns>The entry that was there, or null.</returns>
        public CacheEntry? Set(CacheEntry entry)
        {
            var chunkAt = ChunkFor(CollectionsMarshal.AsSpan(_chunks), entry.Key);
            if (chunkAt < 0)
            {
                _chunks.Add([entry]);
                _count = 1;
                return null;
            }

            var chunk = _chunks[chunkAt];
            var at = IndexIn(chunk, entry.Key);
            if (at >= 0)
            {
                var copy = chunk.AsSpan().ToArray();
                copy[at] = entry;
                _chunks[chunkAt] = copy;
                return chunk[at];
            }

            _count++;
            Insert(chunkAt, ~at, entry);
            return null;
        }

        /// <returns>The entry that was removed, or null when there was none.</returns>
        public CacheEntry? Remove(string key)
        {
            var chunkAt = ChunkFor(CollectionsMarshal.AsSpan(_chunks), key);
            var at = chunkAt < 0 ? -1 : IndexIn(_chunks[chunkAt], key);
            if (at < 0)
            {
                return null;
            }

            var chunk = _chunks[chunkAt];
            _count--;
            if (chunk.Length == 1)
            {
                _chunks.RemoveAt(chunkAt);
            }
            else
            {
                var smaller = new CacheEntry[chunk.Length - 1];
                chunk.AsSpan(0, at).CopyTo(smaller);
                chunk.AsSpan(at + 1).CopyTo(smaller.AsSpan(at));
                _chunks[chunkAt] = smaller;
            }

            return chunk[at];
        }

        public SortedEntries Build() => new([.. _chunks], _count);

        private void Insert(int chunkAt, int at, CacheEntry entry)
        {
            var chunk = _chunks[chunkAt];
            var larger = new CacheEntry[chunk.Length + 1];
            chunk.AsSpan(0, at).CopyTo(larger);
            larger[at] = entry;
            chunk.AsSpan(at).CopyTo(larger.AsSpan(at + 1));
            if (larger.Length <= MaxChunk)
            {
                _chunks[chunkAt] = larger;
                return;
            }

            // Keys often come in ascending order; then a full left chunk and a small right one waste the least.
            var split = at == larger.Length - 1 ? MaxChunk - MaxChunk / 8 : larger.Length / 2;
            _chunks[chunkAt] = larger[..split];
            _chunks.Insert(chunkAt + 1, larger[split..]);
        }
    }
}
