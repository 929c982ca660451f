using LightKube.Api.CustomResources;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.CustomResources;

/// <summary>
/// Reads custom objects: at the version that each was stored at, pruned and with the defaults of the present schema. What is already
/// in that shape, and all that is written from now on is, keeps its bytes.
/// </summary>
/// <param name="kinds">All versions of the kind; the storage version is one of them.</param>
/// <param name="convertsItself">Objects at another version are brought to the storage version here, since that takes no more than a change of their apiVersion.</param>
internal sealed class CustomEntryReader(IReadOnlyList<KindSchema> kinds, bool convertsItself) : IEntryReader
{
    private readonly KindSchema _storage = kinds.First(kind => kind.Custom!.IsStorage);

    public CacheEntry Read(string key, long revision, ReadOnlyMemory<byte> stored, Document? decoded, bool keep)
    {
        if (decoded is not null && kinds.Contains(decoded.Schema))
        {
            return new CustomEntry(decoded.Schema, key, revision, stored, stored, decoded, keep);
        }

        var before = JsonDocumentReader.ReadMap(stored.Span);
        var kind = KindOf(before.GetString("apiVersion"));
        var root = before.DeepClone();
        root.Set("apiVersion", kind.ApiVersion);
        CustomObjects.Repair(root, kind);
        var json = root.ContentEquals(before) ? stored : JsonDocumentWriter.ToBytes(root);
        return new CustomEntry(kind, key, revision, json, stored, new Document(kind, root).Freeze(), keep);
    }

    // A version that is no longer defined has been migrated, or so its definition's status says.
    private KindSchema KindOf(string? apiVersion) => convertsItself ? _storage : kinds.FirstOrDefault(kind => kind.ApiVersion == apiVersion) ?? _storage;
}
