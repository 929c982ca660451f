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
        var key = StoreKeyOf(resource, document);
        if (StoreKey.ProblemOf(key) is not null)
        {
            throw InvalidName(resource, document);
        }

        using var buffer = new PooledBuffer();
        var stored = await StoredFormAsync(resource, document, cancel);
        var offset = Encode(stored, buffer);
        var write = Write.Create(key, buffer.Written, offset) with { Tag = stored };
        return await CommitAsync(resource, stored, write, cancel);
    }

    /// <returns>The object as stored, or null when it was changed since <paramref name="current"/>.</returns>
    public async Task<StoredObject?> UpdateAsync(ServedResource resource, CacheEntry current, Document document, CancellationToken cancel)
    {
        using var buffer = new PooledBuffer();
        var stored = await StoredFormAsync(resource, document, cancel);
        var offset = Encode(stored, buffer);
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
        var stored = await StoredFormAsync(resource, last, cancel);

        // However large: nothing is to stay for ever because its last state is too large to be written.
        var offset = JsonDocumentWriter.WriteForStore(buffer, stored.Root);
        var write = Write.Delete(resource.Cache.KeyPrefix + current.Key, current.Revision, buffer.Written, offset) with { Tag = stored };
        return await CommitAsync(resource, stored, write, cancel);
    }

    // Some kinds' names, a Role's for example, may be nearly anything by their own rules.
    private static ApiException InvalidName(ServedResource resource, Document document) => ApiException.Invalid(
        resource.Schema,
        document.Name,
        [new StatusCause("FieldValueInvalid", $"Invalid value: with namespace and resource a name has at most {StoreLimits.MaxKeyLength} characters, none of them beyond U+FFFF", "metadata.name")]);

    private static string StoreKeyOf(ServedResource resource, Document document) =>
        resource.Cache.KeyPrefix + resource.KeyOf(document.Namespace, document.Name);

    // What need not survive a crash is not written at every beat: the leases by which nodes and leaders say that they live.
    private static bool IsHeartbeat(ServedResource resource) => resource.Stored.GroupResource == "leases.coordination.k8s.io";

    private static ValueTask<Document> StoredFormAsync(ServedResource resource, Document document, CancellationToken cancel)
    {
        if (resource.Conversion is { } conversion)
        {
            return new ValueTask<Document>(new Document(resource.Stored, conversion.ToStored(document.Root)));
        }

        return resource.Versions is { } versions && !ReferenceEquals(document.Schema, resource.Stored)
            ? versions.ConvertAsync(document, resource.Stored, cancel)
            : new ValueTask<Document>(document);
    }

    private static int Encode(Document stored, PooledBuffer buffer)
    {
        var offset = JsonDocumentWriter.WriteForStore(buffer, stored.Root);
        if (buffer.Length > RegistryLimits.MaxObjectBytes && stored.Root.GetMap("metadata") is { } metadata && metadata.Contains("managedFields"))
        {
            // As Kubernetes does: who owns which field is given up before the object is.
            metadata.Remove("managedFields");
            buffer.Clear();
            offset = JsonDocumentWriter.WriteForStore(buffer, stored.Root);
        }

        return buffer.Length <= RegistryLimits.MaxObjectBytes
            ? offset
            : throw ApiException.TooLarge($"{stored.Schema.Kind} \"{stored.Name}\" is {buffer.Length} bytes as JSON, at most {RegistryLimits.MaxObjectBytes} are stored: split its data over several objects");
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
            if (resource.Conversion is { } conversion)
            {
                return StoredObject.Of(resource, new Document(resource.Schema, conversion.FromStored(stored.Root)).Freeze());
            }

            return resource.Versions is { } versions && !ReferenceEquals(resource.Schema, stored.Schema)
                ? StoredObject.Of(resource, (await versions.ConvertAsync(stored, resource.Schema, cancel)).Freeze())
                : new StoredObject(resource, result.Value, new Lazy<Document>(stored));
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
