using LightKube.Api.Views;

namespace LightKube.Client.Leadership;

/// <summary>Who competes for what.</summary>
/// <param name="Lease">The Lease that the leader holds.</param>
/// <param name="Identity">The competitor: a name that no other process has, not even this one's next life.</param>
public sealed record LeaderElectionOptions(ObjectKey Lease, string Identity)
{
    /// <summary>Others wait for so long after the last renewal that they saw. The figures are those of Kubernetes.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A leader that could not renew for so long stops to lead: well before others begin.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between attempts to acquire or renew.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);
}
