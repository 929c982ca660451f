using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.CustomResources;

/// <summary>
/// A custom object whose bytes differ from those in the store (an older schema left something in them), or that has been converted to
/// another version, which is remembered: so all readers of an event share one conversion.
/// </summary>
internal sealed class CustomEntry(KindSchema schema, string key, long revision, ReadOnlyMemory<byte> json, ReadOnlyMemory<byte> stored, Document? decoded, bool keep)
    : CacheEntry(schema, key, revision, json, decoded, keep)
{
    private volatile Conversion? _conversions;

    private sealed record Conversion(KindSchema Kind, ReadOnlyMemory<byte> Json, Conversion? Next);

    public override ReadOnlyMemory<byte> Stored => stored;

    public override bool IsStale(KindSchema kind) => !ReferenceEquals(Schema, kind) || !stored.Equals(Json);

    public override ReadOnlyMemory<byte>? ConvertedTo(KindSchema kind)
    {
        for (var at = _conversions; at is not null; at = at.Next)
        {
            if (ReferenceEquals(at.Kind, kind))
            {
                return at.Json;
            }
        }

        return null;
    }

    /// <summary>Remembers the bytes at another version. Two who convert at once remember the same twice, which does no harm.</summary>
    public void Remember(KindSchema kind, ReadOnlyMemory<byte> converted) => _conversions = new Conversion(kind, converted, _conversions);
}
