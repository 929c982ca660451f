using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;

namespace LightKube.Client;

/// <summary>The client with typed views.</summary>
public static class TypedClient
{
    public static async Task<T> GetAsync<T>(this IClient client, ObjectKey key, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T> => (await client.GetAsync(T.Schema, key, cancel)).As<T>();

    /// <summary>The object, or null when there is none.</summary>
    public static async Task<T?> FindAsync<T>(this IClient client, ObjectKey key, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T>
    {
        try
        {
            return await client.GetAsync<T>(key, cancel);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    public static async Task<IReadOnlyList<T>> ListAsync<T>(this IClient client, ListQuery query, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T> =>
        (await client.ListAsync(T.Schema, query, cancel)).Items.Select(document => document.As<T>()).ToList();

    public static async Task<T> CreateAsync<T>(this IClient client, T view, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T> => (await client.CreateAsync(new Document(T.Schema, view.Map), cancel)).As<T>();

    public static async Task<T> UpdateAsync<T>(this IClient client, T view, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T> => (await client.UpdateAsync(new Document(T.Schema, view.Map), null, cancel)).As<T>();

    public static async Task<T> UpdateStatusAsync<T>(this IClient client, T view, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T> => (await client.UpdateAsync(new Document(T.Schema, view.Map), "status", cancel)).As<T>();

    public static async Task<T> PatchAsync<T>(this IClient client, ObjectKey key, Patch patch, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T> => (await client.PatchAsync(T.Schema, key, patch, null, cancel)).As<T>();

    public static Task DeleteAsync<T>(this IClient client, ObjectKey key, CancellationToken cancel, DeleteQuery? query = null)
        where T : KubeObject, IKubeObject<T> => client.DeleteAsync(T.Schema, key, query ?? DeleteQuery.Default, cancel);

    /// <summary>Deletes an object; that it is gone already is well.</summary>
    public static async Task DeleteIfPresentAsync<T>(this IClient client, ObjectKey key, CancellationToken cancel, DeleteQuery? query = null)
        where T : KubeObject, IKubeObject<T>
    {
        try
        {
            await client.DeleteAsync<T>(key, cancel, query);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Gone is what was wanted.
        }
    }

    /// <summary>A typed view that may be changed.</summary>
    public static T MutableCopy<T>(this T view)
        where T : KubeObject, IKubeObject<T> => T.Over(view.Map.DeepClone());
}
