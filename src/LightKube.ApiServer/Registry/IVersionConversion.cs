using LightKube.Api.Documents;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>Converts objects of a custom kind between its versions, by asking somebody outside of the server.</summary>
public interface IVersionConversion
{
    /// <summary>Converts the entries that are at another version; each remembers the outcome. What is there already costs nothing.</summary>
    /// <exception cref="Api.Errors.ApiException">Nobody answered, or nonsense.</exception>
    ValueTask PrepareAsync(IReadOnlyList<CacheEntry> entries, KindSchema to, CancellationToken cancel);

    /// <summary>The object at another version: new, mutable, and in the shape of that version's schema.</summary>
    /// <exception cref="Api.Errors.ApiException">Nobody answered, or nonsense.</exception>
    ValueTask<Document> ConvertAsync(Document document, KindSchema to, CancellationToken cancel);
}
