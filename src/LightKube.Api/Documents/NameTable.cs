using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

    // Bytes that are no text are refused, not replaced.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly ulong Seed = MemoryMarshal.Read<ulong>(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    private readonly Lock _lock = new();
    private volatile Slot?[] _slots = new Slot?[8192];
    private int _count;

    private sealed record Slot(uint Hash, byte[] Utf8, string Text);

    /// <summary>The process's one table.</summary>
    public static NameTable Shared { get; } = new();

    /// <summary>The shared string of these bytes; remembers them when they are new and there is room.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not UTF-8.</exception>
    public string GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxLength)
        {
            return Utf8.GetString(utf8);
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
        utf8.Length <= 24 && Find(utf8, Hash(utf8)) is { } known ? known : Utf8.GetString(utf8);

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

            var text = Utf8.GetString(utf8);
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

    // Eight bytes at a time, from a seed that no client knows: nobody can make names that all fall into one place.
    internal static uint Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong Mix = 0x9E3779B97F4A7C15;
        var hash = Seed ^ (ulong)utf8.Length;
        ref var start = ref MemoryMarshal.GetReference(utf8);
        var at = 0;
        for (; at + sizeof(ulong) <= utf8.Length; at += sizeof(ulong))
        {
            hash = Fold((hash ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at))) * Mix);
        }

        if (at < utf8.Length)
        {
            hash = Fold((hash ^ Tail(utf8[at..])) * Mix);
        }

        return (uint)Fold(hash * Mix);
    }

    private static ulong Fold(ulong hash) => hash ^ (hash >> 29);

    private static ulong Tail(ReadOnlySpan<byte> rest)
    {
        ref var start = ref MemoryMarshal.GetReference(rest);
        return rest.Length >= sizeof(uint)
            ? Unsafe.ReadUnaligned<uint>(ref start) | (ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, rest.Length - sizeof(uint))) << 32
            : start | (uint)Unsafe.Add(ref start, rest.Length >> 1) << 8 | (uint)rest[^1] << 16;
    }
}
