using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;

namespace LightKube.Kubelet.Env;

/// <summary>
/// Reads ConfigMaps and Secrets fresh, each by its name, as is all that a node may see; services come from an informer, since every container
/// that starts looks at all of them.
/// </summary>
internal sealed class ReferencedObjects(IClient client, Informer<Service> services) : IReferencedObjects
{
    public IReadOnlyList<Service> Services => services.List();

    public Task<ConfigMap?> FindConfigMapAsync(ObjectKey key, CancellationToken cancel) => client.FindAsync<ConfigMap>(key, cancel);

    public Task<Secret?> FindSecretAsync(ObjectKey key, CancellationToken cancel) => client.FindAsync<Secret>(key, cancel);
}
