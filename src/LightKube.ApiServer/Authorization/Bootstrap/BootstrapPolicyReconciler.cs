using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;

namespace LightKube.ApiServer.Authorization.Bootstrap;

/// <summary>
/// Brings the default roles and bindings into the store at start: creates what is missing, mends what lacks something. Harmless to repeat, and
/// safe when several servers do it at once.
/// </summary>
/// <param name="client">With the rights of the server itself.</param>
/// <param name="objects">What is stored.</param>
public sealed class BootstrapPolicyReconciler(IClient client, IObjectReader objects)
{
    /// <summary>Another server may write the same object at the same time; more often than this in a row is no accident.</summary>
    private const int Attempts = 5;

    /// <summary>Roles in namespaces need these to exist; the server makes them before.</summary>
    public async Task ReconcileAsync(CancellationToken cancel)
    {
        foreach (var wanted in BootstrapPolicy.Documents)
        {
            await EnsureAsync(wanted, cancel).ConfigureAwait(false);
        }
    }

    private async Task EnsureAsync(Api.Documents.Document wanted, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var key = new ObjectKey(wanted.Namespace, wanted.Name);
                if (objects.Find(wanted.Schema, key) is not { } stored)
                {
                    await client.CreateAsync(wanted.MutableCopy(), cancel).ConfigureAwait(false);
                }
                else if (PolicyMerge.Mend(stored, wanted) is { } mended)
                {
                    await client.UpdateAsync(mended, null, cancel).ConfigureAwait(false);
                }

                return;
            }
            catch (ApiException e) when (attempt < Attempts && (e.IsConflict || e.IsAlreadyExists || e.IsNotFound))
            {
                // Someone else wrote it in between: look again.
            }
        }
    }
}
