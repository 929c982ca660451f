using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Watching;
using LightKube.Store;

namespace LightKube.ApiServer.Registry;

/// <summary>Encodes objects once and writes them. Lost races come back as null; everything else that fails is an <see cref="ApiException"/>.</summary>
public sealed class ObjectStore(IStore store)
{
    /// <returns>The object as stored, or null when the key is taken.</returns>
    public async Task<StoredObject?> CreateAsync(ServedResource resource, Document document, CancellationToken cancel)
    {
        using var buffer = new PooledBuffer();
        var (stored, offset) = Encode(resource, document, buffer);
        var write = Write.Create(StoreKeyOf(resource, document), buffer.Written, offset) with { Tag = stored };
        return await CommitAsync(resource, stored, write, cancel);
    }

    /// <returns>The object as stored, or null when it was changed since <paramref name="current"/>.</returns>
    public async Task<StoredObject?> UpdateAsync(ServedResource resource, CacheEntry current, Document document, CancellationToken cancel)
    {
        using var buffer = new PooledBuffer();
        var (stored, offset) = Encode(resource, document, buffer);
        var write = Write.Update(resource.Cache.KeyPrefix + current.Key, current.Revision, buffer.Written, offset) with
        {
            Tag = stored,
            Durability = IsHeartbeat(resource) ? Durability.Relaxed : Durability.Full,
        };
        return await CommitAsync(resource, stored, write, cancel);
    }

    /// <summary>Removes the object; watchers are sent its last state.</summary>
    /// <returns>The last state, or null when it was changed since <paramref name="current"/>.</returns>
    public async Task<StoredObject?> DeleteAsync(ServedResource resource, CacheEntry current, Document last, CancellationToken cancel)
    {
        using var buffer = new PooledBuffer();
        var (stored, offset) = Encode(resource, last, buffer);
        var write = Write.Delete(resource.Cache.KeyPrefix + current.Key, current.Revision, buffer.Written, offset) with { Tag = stored };
        return await CommitAsync(resource, stored, write, cancel);
    }

    private static string StoreKeyOf(ServedResource resource, Document document) =>
        resource.Cache.KeyPrefix + resource.KeyOf(document.Namespace, document.Name);

    // What need not survive a crash is not written at every beat: the leases by which nodes and leaders say that they live.
    private static bool IsHeartbeat(ServedResource resource) => resource.Stored.GroupResource == "leases.coordination.k8s.io";

    private static (Document Stored, int Offset) Encode(ServedResource resource, Document document, PooledBuffer buffer)
    {
        var stored = resource.Conversion is { } conversion
            ? new Document(resource.Stored, conversion.ToStored(document.Root))
            : document;
        var offset = JsonDocumentWriter.WriteForStore(buffer, stored.Root);
        return buffer.Length <= RegistryLimits.MaxObjectBytes
            ? (stored, offset)
            : throw ApiException.TooLarge($"{document.Schema.Kind} \"{document.Name}\" is {buffer.Length} bytes as JSON, at most {RegistryLimits.MaxObjectBytes} are stored: split its data over several objects");
    }

    private async Task<StoredObject?> CommitAsync(ServedResource resource, Document stored, Write write, CancellationToken cancel)
    {
        try
        {
            var result = await store.WriteAsync(write, cancel);
            if (!result.Succeeded)
            {
                return null;
            }

            // The watch cache took the document over and gave it its resourceVersion before the write was acknowledged.
            var document = new Lazy<Document>(stored);
            return resource.Conversion is null
                ? new StoredObject(resource, result.Value, document)
                : StoredObject.Of(resource, new Document(resource.Schema, resource.Conversion.FromStored(stored.Root)).Freeze());
        }
        catch (StoreException e)
        {
            throw e.Error switch
            {
                StoreError.TooLarge => ApiException.TooLarge(e.Message),
                StoreError.DiskFull => new ApiException(507, StatusReason.InternalError, $"the store's disk is full, nothing was written: {e.Message}", e),
                _ => ApiException.Unavailable($"the store cannot write: {e.Message}", e),
            };
        }
    }
}
