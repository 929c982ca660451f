using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Volumes;

/// <summary>Lets a deleted claim go when no pod uses it. Claims from before the admission plug-in get the finalizer that it gives new ones.</summary>
internal sealed class ClaimProtectionReconciler : IReconciler<PersistentVolumeClaim>
{
    private readonly CachedClient _client;

    public ClaimProtectionReconciler(CachedClient client, InformerSet informers)
    {
        _client = client;
        ClaimUse.EnsurePodIndex(informers);
    }

    public string Name => "pvc-protection";

    public Reads Reads => Reads.Own<PersistentVolumeClaim>().Also<Pod>(static (Pod pod, InformerSet _) => ClaimUse.ClaimsOf(pod), MayFree);

    public Writes Writes => Writes.Only<PersistentVolumeClaim>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel) =>
        _client.Find<PersistentVolumeClaim>(key) is { } claim ? await UseFinalizer.OfClaims.ReconcileAsync(_client, claim, IsUsedAsync, cancel) : Outcome.Done;

    // Of a pod that changes only these end its use; that it comes or goes is looked at in any case.
    private static bool MayFree(Pod old, Pod current) =>
        old.Metadata.Uid != current.Metadata.Uid || ClaimUse.IsShutDown(old) != ClaimUse.IsShutDown(current);

    // What is removed by mistake is lost, and the cache may not have the newest pod yet: the API is asked before.
    private async Task<bool> IsUsedAsync(PersistentVolumeClaim claim, CancellationToken cancel) =>
        ClaimUse.PodsNaming(_client, claim.Key).Any(pod => ClaimUse.Uses(pod, claim))
        || (await _client.ListAsync<Pod>(new ListQuery { Namespace = claim.Namespace }, cancel)).Any(pod => ClaimUse.Uses(pod, claim));
}
