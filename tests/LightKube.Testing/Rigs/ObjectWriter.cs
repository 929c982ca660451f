using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.Client;

namespace LightKube.Testing.Rigs;

/// <summary>Writes whole objects as a test states them, whether a part of them belongs to the status subresource or not.</summary>
public sealed class ObjectWriter(IClient client)
{
    public async Task CreateAsync(KubeObject made)
    {
        var kind = BuiltIn.Kind(made.ApiVersion, made.Kind);
        var root = made.Map.DeepClone();
        if (kind.Namespaced && made.Namespace.Length == 0)
            root.GetOrAddMap("metadata").Set("namespace", "default");
        var status = root["status"].DeepClone();
        var created = await client.CreateAsync(new Document(kind, root), CancellationToken.None);
        if (!status.IsAbsentOrNull && kind.Subresource("status") is not null && !status.Equals(created.Root["status"]))
            await SetStatusAsync(created, status);
    }

    public async Task<T> UpdateAsync<T>(ObjectKey key, Action<T> change)
        where T : KubeObject, IKubeObject<T>
    {
        while (true)
        {
            try
            {
                return await TryUpdateAsync(key, change);
            }
            catch (ApiException error) when (error.IsConflict)
            {
                // Another writer was quicker; its version is read again.
            }
        }
    }

    private async Task<T> TryUpdateAsync<T>(ObjectKey key, Action<T> change)
        where T : KubeObject, IKubeObject<T>
    {
        var old = await client.GetAsync(T.Schema, key, CancellationToken.None);
        var changed = old.MutableCopy();
        change(changed.As<T>());
        var status = changed.Root["status"].DeepClone();
        var statusDiffers = T.Schema.Subresource("status") is not null && !status.Equals(old.Root["status"]);
        if (statusDiffers)
            changed.Root.Set("status", old.Root["status"].DeepClone());
        var written = changed.Root.ContentEquals(old.Root) ? old : await client.UpdateAsync(changed, null, CancellationToken.None);
        return statusDiffers ? (await SetStatusAsync(written, status)).As<T>() : written.As<T>();
    }

    private async Task<Document> SetStatusAsync(Document current, Value status)
    {
        var changed = current.MutableCopy();
        changed.Root.Set("status", status);
        return await client.UpdateAsync(changed, "status", CancellationToken.None);
    }
}
