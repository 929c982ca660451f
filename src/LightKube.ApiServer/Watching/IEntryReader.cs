using LightKube.Api.Documents;

namespace LightKube.ApiServer.Watching;

/// <summary>Makes cache entries of what the store holds, for kinds whose objects are stored at several versions or under older schemas.</summary>
public interface IEntryReader
{
    /// <param name="key">The key within the kind.</param>
    /// <param name="revision">Of the write.</param>
    /// <param name="stored">The bytes as they are stored.</param>
    /// <param name="decoded">The same as a frozen document, when the writer still has it.</param>
    /// <param name="keep">Hold on to the document.</param>
    CacheEntry Read(string key, long revision, ReadOnlyMemory<byte> stored, Document? decoded, bool keep);
}
