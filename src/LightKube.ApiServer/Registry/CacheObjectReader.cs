using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>The server's own look at its objects: straight into the watch cache.</summary>
public sealed class CacheObjectReader(WatchCache cache) : IObjectReader
{
    public Document? Find(KindSchema kind, ObjectKey key) =>
        cache.Of(kind).Current.Entries.Find(kind.Namespaced ? $"{key.Namespace}/{key.Name}" : key.Name)?.Document(keep: false);

    public IReadOnlyList<Document> List(KindSchema kind, string? ns)
    {
        // Admission asks at every write for kinds of which there mostly are none.
        var entries = cache.Of(kind).Current.Entries;
        return entries.Count == 0
            ? []
            : entries.Range(kind.Namespaced && ns is not null ? ns + "/" : "").Select(entry => entry.Document(keep: false)).ToList();
    }
}
