using LightKube.Api.Coordination.V1;
using LightKube.Api.Errors;

namespace LightKube.Client.Leadership;

/// <summary>
/// Takes, renews and gives back a Lease. Whether another's lease has run out is judged by our own clock, from when we saw its last renewal:
/// clocks of different machines need not agree.
/// </summary>
internal sealed class LeaseClaim(IClient client, LeaderElectionOptions options, TimeProvider time)
{
    private string _seenVersion = "";
    private long _seenAt;

    /// <summary>Who held the lease when it was last read; empty for nobody.</summary>
    public string Holder { get; private set; } = "";

    /// <summary>Acquires or renews the lease.</summary>
    /// <returns>True when it is ours now; false when another holds it or was quicker.</returns>
    public async Task<bool> TryAsync(CancellationToken cancel)
    {
        try
        {
            if (await client.FindAsync<Lease>(options.Lease, cancel) is not { } lease)
                return Observe(await client.CreateAsync(Fill(new Lease(), ""), cancel));
            Observe(lease);
            var isFree = Holder.Length == 0 || Holder == options.Identity || time.GetElapsedTime(_seenAt) >= options.LeaseDuration;
            return isFree && Observe(await client.UpdateAsync(Fill(lease.MutableCopy(), Holder), cancel));
        }
        catch (ApiException error) when (error.IsConflict || error.IsAlreadyExists)
        {
            return false;
        }
    }

    /// <summary>Lets others take over at once.</summary>
    public async Task ReleaseAsync(CancellationToken cancel)
    {
        if (await client.FindAsync<Lease>(options.Lease, cancel) is not { } lease || lease.Spec.HolderIdentity != options.Identity)
            return;
        var released = lease.MutableCopy();
        released.Spec.HolderIdentity = "";
        released.Spec.LeaseDurationSeconds = 1;
        released.Spec.RenewTime = time.GetUtcNow();
        await client.UpdateAsync(released, cancel);
    }

    private bool Observe(Lease lease)
    {
        Holder = lease.Spec.HolderIdentity ?? "";
        if (_seenVersion != lease.Metadata.ResourceVersion)
            (_seenVersion, _seenAt) = (lease.Metadata.ResourceVersion, time.GetTimestamp());
        return Holder == options.Identity;
    }

    private Lease Fill(Lease lease, string before)
    {
        var now = time.GetUtcNow();
        lease.Metadata.Namespace = options.Lease.Namespace;
        lease.Metadata.Name = options.Lease.Name;
        if (before != options.Identity)
        {
            lease.Spec.LeaseTransitions = lease.Spec.LeaseTransitions is { } count ? count + 1 : 0;
            lease.Spec.AcquireTime = now;
        }
        lease.Spec.HolderIdentity = options.Identity;
        lease.Spec.LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds;
        lease.Spec.RenewTime = now;
        return lease;
    }
}
