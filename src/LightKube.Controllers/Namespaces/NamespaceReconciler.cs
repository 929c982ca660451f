using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Namespaces;

/// <summary>Empties each namespace that is being deleted, says in its conditions what is in the way, and then lets it go.</summary>
internal sealed class NamespaceReconciler(CachedClient client, NamespaceContent content, TimeProvider time) : IReconciler<Namespace>
{
    private const string Finalizer = "kubernetes";

    /// <summary>Between looks at a namespace whose content needs time, such as pods that end gracefully.</summary>
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(1);

    public string Name => "namespace";

    public Reads Reads => Reads.Own<Namespace>();

    public Writes Writes => Writes.Everything;

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<Namespace>(key) is not { } found || found.Metadata.DeletionTimestamp is null || !found.Spec.Finalizers.Contains(Finalizer))
            return Outcome.Done;
        var remains = await content.DeleteAsync(found, cancel);
        var current = await WriteConditionsAsync(found, remains, cancel);
        if (remains.Failure is { } failure)
            return Outcome.Retry(failure);
        if (!remains.IsEmpty)
            return Outcome.After(Recheck);
        await FinalizeAsync(current, cancel);
        return Outcome.Done;
    }

    private async Task<Namespace> WriteConditionsAsync(Namespace found, NamespaceRemains remains, CancellationToken cancel)
    {
        var planned = NamespaceConditions.For(found, remains, time.GetUtcNow());
        return planned.Status.ToValue() == found.Status.ToValue() ? found : await client.UpdateStatusAsync(planned, cancel);
    }

    private async Task FinalizeAsync(Namespace found, CancellationToken cancel)
    {
        var released = found.MutableCopy();
        released.Spec.Finalizers.Remove(Finalizer);
        try
        {
            await client.UpdateAsync(new Document(Namespace.Schema, released.Map), "finalize", cancel);
        }
        catch (ApiException error) when (error.IsNotFound)
        {
            // Somebody else let it go.
        }
    }
}
