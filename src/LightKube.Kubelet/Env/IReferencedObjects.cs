using LightKube.Api.Core.V1;
using LightKube.Api.Views;

namespace LightKube.Kubelet.Env;

/// <summary>The objects that pods refer to by name. Null when there is none.</summary>
internal interface IReferencedObjects
{
    Task<ConfigMap?> FindConfigMapAsync(ObjectKey key, CancellationToken cancel);

    Task<Secret?> FindSecretAsync(ObjectKey key, CancellationToken cancel);

    /// <summary>All that are known now.</summary>
    IReadOnlyList<Service> Services { get; }
}
