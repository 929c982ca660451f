using LightKube.Network.Dns.Zone;

namespace LightKube.Network.Dns.Upstream;

/// <summary>A bounded memory of other servers' answers. The oldest goes when it is full.</summary>
internal sealed class AnswerCache(TimeProvider time, int capacity = AnswerCache.DefaultCapacity)
{
    /// <summary>Entries are a few hundred bytes: half a megabyte at most in practice.</summary>
    public const int DefaultCapacity = 1024;

    // Larger answers are rare and would make the bound meaningless.
    private const int MessageBytesMax = 4096;

    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], Entry> _entries = new(NameBytesComparer.Instance);
    private readonly Queue<Entry> _order = new();

    private sealed record Entry(byte[] Key, UpstreamAnswer Answer, long Stored);

    public UpstreamAnswer? Find(ReadOnlySpan<byte> key, out uint ageSeconds)
    {
        lock (_lock)
        {
            ageSeconds = 0;
            if (!_entries.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var entry))
                return null;
            var age = time.GetElapsedTime(entry.Stored);
            if (age.TotalSeconds >= entry.Answer.KeepSeconds)
                return null;
            ageSeconds = (uint)age.TotalSeconds;
            return entry.Answer;
        }
    }

    public void Add(byte[] key, UpstreamAnswer answer)
    {
        if (answer.KeepSeconds == 0 || answer.Message.Length > MessageBytesMax)
            return;
        lock (_lock)
        {
            var entry = new Entry(key, answer, time.GetTimestamp());
            _entries[key] = entry;
            _order.Enqueue(entry);
            while (_order.Count > capacity)
            {
                var oldest = _order.Dequeue();
                // It may have been replaced by a newer one, which stands further back.
                if (_entries.TryGetValue(oldest.Key, out var present) && ReferenceEquals(present, oldest))
                    _entries.Remove(oldest.Key);
            }
        }
    }
}
