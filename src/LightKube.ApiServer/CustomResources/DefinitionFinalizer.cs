using LightKube.Api.ApiExtensions.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Registry;
using LightKube.Client;

namespace LightKube.ApiServer.CustomResources;

/// <summary>Deletes all objects of a definition that is being deleted, and then lets the definition go.</summary>
internal sealed class DefinitionFinalizer(CustomResourceTable table, IObjectReader objects, IClient client, Deleter deleter, TimeProvider time)
{
    public const string Name = "customresourcecleanup.apiextensions.k8s.io";

    /// <exception cref="ApiException">It did not work this time.</exception>
    public async Task RunAsync(string name, CancellationToken cancel)
    {
        if (Find(name) is not { } document)
        {
            return;
        }

        await TellAsync(document, true, "InstanceDeletionInProgress", "CustomResource deletion is in progress", cancel);
        var (reason, message) = ("NeverEstablished", "resource was never established");
        if (table.Find(name) is { } installed)
        {
            await EmptyAsync(installed, cancel);
            (reason, message) = ("InstanceDeletionCompleted", "removed all instances");
        }

        if (Find(name) is not { } emptied)
        {
            return;
        }

        var released = emptied.MutableCopy();
        released.Metadata.Finalizers.Remove(Name);
        DefinitionConditions.Set(released.As<CustomResourceDefinition>(), "Terminating", false, reason, message, time.GetUtcNow());
        await client.UpdateAsync(released, "status", cancel);
    }

    // Finalizers of the objects' own may hold them; each change of the kind is a reason to look again.
    private async Task EmptyAsync(InstalledDefinition installed, CancellationToken cancel)
    {
        while (true)
        {
            var change = installed.Cache.NextChange;
            var entries = installed.Cache.Current.Entries;
            if (entries.Count == 0)
            {
                return;
            }

            foreach (var entry in entries.Range(""))
            {
                var metadata = entry.Document(keep: false).Metadata;
                if (metadata.DeletionTimestamp is null)
                {
                    await DeleteAsync(installed.Storage, metadata.Namespace, metadata.Name, cancel);
                }
            }

            await change.WaitAsync(cancel);
        }
    }

    private async Task DeleteAsync(ServedResource resource, string space, string name, CancellationToken cancel)
    {
        var call = new ApiCall { User = UserInfo.ApiServer, Namespace = space, Name = name, Cancel = cancel };
        try
        {
            await deleter.DeleteAsync(resource, call, new DeleteRequest());
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // Somebody else was faster.
        }
    }

    private async Task TellAsync(Document document, bool terminating, string reason, string message, CancellationToken cancel)
    {
        var changed = document.MutableCopy();
        if (DefinitionConditions.Set(changed.As<CustomResourceDefinition>(), "Terminating", terminating, reason, message, time.GetUtcNow()))
        {
            await client.UpdateAsync(changed, "status", cancel);
        }
    }

    // Null when it is gone, or has been let go.
    private Document? Find(string name) =>
        objects.Find(CustomResourceDefinition.Schema, new ObjectKey("", name)) is { } found && found.Metadata.Finalizers.Contains(Name) ? found : null;
}
