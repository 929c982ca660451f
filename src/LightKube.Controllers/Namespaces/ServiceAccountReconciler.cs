using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Namespaces;

/// <summary>Keeps the ServiceAccount <c>default</c> in every namespace: pods that name none run as it.</summary>
internal sealed class ServiceAccountReconciler(CachedClient client) : IReconciler<Namespace>
{
    private const string Default = "default";

    public string Name => "serviceaccount";

    public Reads Reads => Reads.Own<Namespace>().Also<ServiceAccount>(static (ServiceAccount account, InformerSet _) =>
        account.Name == Default ? [new ObjectKey("", account.Namespace)] : []);

    public Writes Writes => Writes.Only<ServiceAccount>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<Namespace>(key) is not { } found || found.Metadata.DeletionTimestamp is not null
            || client.Find<ServiceAccount>(new ObjectKey(key.Name, Default)) is not null)
            return Outcome.Done;
        var account = new ServiceAccount();
        account.Metadata.Name = Default;
        account.Metadata.Namespace = key.Name;
        await NamespaceChild.CreateAsync(client, account, cancel);
        return Outcome.Done;
    }
}

/// <summary>Creates what every namespace has.</summary>
internal static class NamespaceChild
{
    /// <summary>Creates the object, unless somebody else did or the namespace is going.</summary>
    public static async Task CreateAsync<T>(CachedClient client, T child, CancellationToken cancel)
        where T : KubeObject, IKubeObject<T>
    {
        try
        {
            await client.CreateAsync(child, cancel);
        }
        catch (ApiException error) when (error.IsAlreadyExists || error.IsNotFound
            || error.Causes.Any(static cause => cause.Reason == "NamespaceTerminating"))
        {
            // There is nothing left to do.
        }
    }
}
