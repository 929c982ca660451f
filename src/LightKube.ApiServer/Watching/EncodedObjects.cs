using System.Buffers;
using LightKube.Api.Documents;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Watching;

/// <summary>
/// Makes the forms of cached objects that clients ask for, each once however many ask, and keeps them for those that come soon after. What
/// nobody asks for is never made: the cache's own form is JSON.
/// </summary>
public sealed class EncodedObjects : IDisposable
{
    /// <summary>Bytes kept for all objects together: a list of 10,000 pods.</summary>
    public const long MaxBytes = 20L << 20;

    /// <summary>Older ones are dropped. Watchers of one event come within the second, a list's clients within a few.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan TrimInterval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<Kept> _kept = new();
    private readonly TimeProvider _time;
    private readonly ITimer _trim;
    private long _bytes;

    private readonly record struct Kept(EncodedForm Form, int Length, long Time);

    public EncodedObjects(TimeProvider time)
    {
        _time = time;
        _trim = time.CreateTimer(_ => Trim(), null, TrimInterval, TrimInterval);
    }

    /// <summary>Bytes kept now.</summary>
    public long KeptBytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes;
            }
        }
    }

    /// <summary>How often an object was encoded.</summary>
    public long Encodings { get; private set; }

    /// <summary>The object in that form. The bytes are shared and must not be changed.</summary>
    /// <exception cref="DocumentFormatException">The object does not fit its schema.</exception>
    public ReadOnlyMemory<byte> Of(CacheEntry entry, EncodedAs form) => Of(entry, entry.FormOf(form));

    /// <summary>How many bytes that are.</summary>
    public int LengthOf(CacheEntry entry, EncodedAs form)
    {
        var encoded = entry.FormOf(form);
        return encoded.Length > 0 ? encoded.Length : Of(entry, encoded).Length;
    }

    public void Dispose() => _trim.Dispose();

    private byte[] Of(CacheEntry entry, EncodedForm encoded)
    {
        if (encoded.Bytes is { } known)
        {
            return known;
        }

        // Who comes second waits for the bytes instead of making them, too.
        lock (encoded)
        {
            if (encoded.Bytes is { } meanwhile)
            {
                return meanwhile;
            }

            var bytes = Encode(entry.Document(keep: false), encoded.Form);
            encoded.Set(bytes);
            Keep(encoded);
            return bytes;
        }
    }

    private static byte[] Encode(Document document, EncodedAs form)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        DocumentEncoder.Write(buffer, form.MetadataOnly ? PartialMetadata.Of(document.Root, "v1") : document.Root, form.Wire);
        return buffer.WrittenSpan.ToArray();
    }

    private void Keep(EncodedForm encoded)
    {
        lock (_lock)
        {
            Encodings++;
            _kept.Enqueue(new Kept(encoded, encoded.Length, _time.GetTimestamp()));
            _bytes += encoded.Length;
            while (_bytes > MaxBytes && _kept.Count > 1)
            {
                Drop_NeedsLock();
            }
        }
    }

    private void Trim()
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            while (_kept.TryPeek(out var oldest) && _time.GetElapsedTime(oldest.Time, now) >= MaxAge)
            {
                Drop_NeedsLock();
            }

            if (_kept.Count == 0)
            {
                _kept.TrimExcess();
            }
        }
    }

    private void Drop_NeedsLock()
    {
        var oldest = _kept.Dequeue();
        _bytes -= oldest.Length;
        oldest.Form.Forget();
    }
}
