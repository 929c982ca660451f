using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>What a read or write gives back: the bytes for a client over HTTP, the document for one in the process.</summary>
/// <param name="Resource">The kind as served.</param>
/// <param name="Json">The object, encoded at the served version.</param>
/// <param name="Document">The same, frozen; may be decoded on demand.</param>
public sealed record StoredObject(ServedResource Resource, ReadOnlyMemory<byte> Json, Lazy<Document> Document)
{
    /// <summary>Where the object came from, when it is served as the cache has it; null when it was just made.</summary>
    public CacheEntry? Entry { get; private init; }

    public static StoredObject Of(ServedResource resource, CacheEntry entry)
    {
        if (ReferenceEquals(entry.Schema, resource.Schema))
        {
            return new StoredObject(resource, entry.Json, new Lazy<Document>(() => entry.Document(keep: false))) { Entry = entry };
        }

        if (resource.Conversion is not { } conversion)
        {
            var json = ConvertedOf(resource, entry);
            return new StoredObject(resource, json, new Lazy<Document>(() => new Document(resource.Schema, JsonDocumentReader.ReadMap(json.Span)).Freeze()));
        }

        return Of(resource, new Document(resource.Schema, conversion.FromStored(entry.Document(keep: false).Root)).Freeze());
    }

    private static ReadOnlyMemory<byte> ConvertedOf(ServedResource resource, CacheEntry entry) => entry.ConvertedTo(resource.Schema)
        ?? throw new InvalidOperationException($"{entry.Key} is at version {entry.Schema.Version} and was not prepared for {resource.Schema}");

    /// <summary>An object that is not in the store as it is here: converted, or the result of a dry run.</summary>
    public static StoredObject Of(ServedResource resource, Document document) =>
        new(resource, JsonDocumentWriter.ToBytes(document.Root), new Lazy<Document>(document));
}
