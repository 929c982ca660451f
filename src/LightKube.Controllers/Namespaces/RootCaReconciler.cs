using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Namespaces;

/// <summary>Keeps the ConfigMap <c>kube-root-ca.crt</c> in every namespace, from which pods learn whom to trust, and restores it when it is changed.</summary>
/// <param name="client">The API.</param>
/// <param name="informers">Where the published maps are found.</param>
/// <param name="rootCertificates">The CA certificates in PEM.</param>
internal sealed class RootCaReconciler(CachedClient client, InformerSet informers, string rootCertificates) : IReconciler<Namespace>
{
    private const string MapName = "kube-root-ca.crt";
    private const string Key = "ca.crt";
    private const string Description = "kubernetes.io/description";

    private const string DescriptionText =
        "Contains the CA certificates that verify the API server, for use by the pods of this namespace; it is kept up to date by the control plane.";

    // Only these are kept in memory: the ConfigMaps of users may be large, and are nobody's business here.
    private static readonly InformerScope OwnMaps = new() { FieldSelector = $"metadata.name={MapName}" };

    private readonly Informer<ConfigMap> _maps = informers.Get<ConfigMap>(OwnMaps);

    public string Name => "root-ca-publisher";

    public Reads Reads => Reads.Own<Namespace>()
        .Also<ConfigMap>(static (ConfigMap map, InformerSet _) => [new ObjectKey("", map.Namespace)], scope: OwnMaps);

    public Writes Writes => Writes.Only<ConfigMap>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<Namespace>(key) is not { } found || found.Metadata.DeletionTimestamp is not null)
            return Outcome.Done;
        if (_maps.Find(new ObjectKey(key.Name, MapName)) is not { } present)
        {
            var map = new ConfigMap();
            map.Metadata.Name = MapName;
            map.Metadata.Namespace = key.Name;
            await NamespaceChild.CreateAsync(client, Fill(map), cancel);
        }
        else if (present.Data.Count != 1 || present.Data[Key] != rootCertificates || present.BinaryData.Count > 0)
        {
            await client.UpdateAsync(Fill(present.MutableCopy()), cancel);
        }
        return Outcome.Done;
    }

    private ConfigMap Fill(ConfigMap map)
    {
        map.Metadata.Annotations[Description] = DescriptionText;
        map.BinaryData.Clear();
        map.Data.Clear();
        map.Data[Key] = rootCertificates;
        return map;
    }
}
