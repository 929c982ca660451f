using System.Numerics;
using System.Text;

namespace LightKube.Api.Documents;

/// <summary>
/// Shares the strings that documents are full of: field names, enum values, label keys. Looked up by their UTF-8
/// bytes, so that a known name costs no allocation.
/// </summary>
/// <remarks>Reading takes no lock: the table is replaced, or a slot filled once, under the writers' lock.</remarks>
public sealed class NameTable
{
    /// <summary>Longer names are rare and not worth a place.</summary>
    public const int MaxLength = 64;

    /// <summary>Names beyond this many are not remembered, so that no client can make the table grow without end.</summary>
    public const int MaxNames = 16_384;

    private readonly Lock _lock = new();
    private volatile Slot?[] _slots = new Slot?[8192];
    private int _count;

    private sealed record Slot(uint Hash, byte[] Utf8, string Text);

    /// <summary>The process's one table.</summary>
    public static NameTable Shared { get; } = new();

    /// <summary>The shared string of these bytes; remembers them when they are new and there is room.</summary>
    public string GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = Hash(utf8);
        return Find(utf8, hash) ?? Add(utf8, hash);
    }

    public string GetOrAdd(string text)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength * 3];
        return Encoding.UTF8.TryGetBytes(text, utf8, out var written) ? GetOrAdd(utf8[..written]) : text;
    }

    /// <summary>The shared string of these bytes when it is known, else a new one.</summary>
    public string GetOrCreate(ReadOnlySpan<byte> utf8) =>
        utf8.Length <= 24 && Find(utf8, Hash(utf8)) is { } known ? known : Encoding.UTF8.GetString(utf8);

    private string? Find(ReadOnlySpan<byte> utf8, uint hash)
    {
        var slots = _slots;
        for (var at = hash & (uint)(slots.Length - 1); slots[at] is { } slot; at = (at + 1) & (uint)(slots.Length - 1))
        {
            if (slot.Hash == hash && utf8.SequenceEqual(slot.Utf8))
            {
                return slot.Text;
            }
        }

        return null;
    }

    private string Add(ReadOnlySpan<byte> utf8, uint hash)
    {
        lock (_lock)
        {
            if (Find(utf8, hash) is { } known)
            {
                return known;
            }

            var text = Encoding.UTF8.GetString(utf8);
            if (_count >= MaxNames)
            {
                return text;
            }

            if (++_count * 2 > _slots.Length)
            {
                Grow_NeedsLock();
            }

            Place(_slots, new Slot(hash, utf8.ToArray(), text));
            return text;
        }
    }

    private void Grow_NeedsLock()
    {
        var larger = new Slot?[_slots.Length * 2];
        foreach (var slot in _slots)
        {
            if (slot is not null)
            {
                Place(larger, slot);
            }
        }

        _slots = larger;
    }

    private static void Place(Slot?[] slots, Slot slot)
    {
        var at = slot.Hash & (uint)(slots.Length - 1);
        while (slots[at] is not null)
        {
            at = (at + 1) & (uint)(slots.Length - 1);
        }

        Volatile.Write(ref slots[at], slot);
    }

    // FNV-1a with a final mix; the names are short.
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619u;
        }

        return BitOperations.RotateLeft(hash, 15) * 0x9E3779B1u ^ hash;
    }
}
