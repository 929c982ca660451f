using LightKube.Api.Coordination.V1;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.Client;
using Microsoft.Extensions.Logging;

namespace LightKube.Kubelet.Node;

/// <summary>Renews the node's lease, by which the control plane knows that the node lives.</summary>
internal sealed partial class NodeLease(IClient client, KubeletOptions options, string nodeUid, TimeProvider time, ILogger log)
{
    private const string Namespace = "kube-node-lease";
    private readonly ObjectKey _key = new(Namespace, options.NodeName);
    private Lease? _lease;

    internal async Task RunAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(options.LeaseDuration / 4, time);
        try
        {
            do
                await RenewAsync(cancel);
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Not renewed any more, the lease runs out.
        }
    }

    internal async Task RenewAsync(CancellationToken cancel)
    {
        try
        {
            _lease ??= await client.FindAsync<Lease>(_key, cancel);
            _lease = _lease is null ? await client.CreateAsync(Fill(New()), cancel) : await client.UpdateAsync(Fill(_lease.MutableCopy()), cancel);
        }
        catch (ApiException e)
        {
            _lease = null; // read anew before the next renewal
            LogFailed(log, e.Message);
        }
    }

    private Lease New()
    {
        var lease = new Lease();
        lease.Metadata.Namespace = Namespace;
        lease.Metadata.Name = options.NodeName;
        var owner = lease.Metadata.OwnerReferences.AddNew();
        owner.ApiVersion = "v1";
        owner.Kind = "Node";
        owner.Name = options.NodeName;
        owner.Uid = nodeUid;
        return lease;
    }

    private Lease Fill(Lease lease)
    {
        lease.Spec.HolderIdentity = options.NodeName;
        lease.Spec.LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds;
        lease.Spec.RenewTime = time.GetUtcNow();
        return lease;
    }

    [LoggerMessage(LogLevel.Warning, "The node's lease cannot be renewed: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}
