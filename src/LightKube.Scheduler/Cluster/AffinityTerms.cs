using LightKube.Api.Core.V1;

namespace LightKube.Scheduler.Cluster;

/// <summary>All that a pod says about other pods.</summary>
internal sealed class AffinityTerms
{
    public static readonly AffinityTerms None = new();

    private AffinityTerms()
    {
    }

    public IReadOnlyList<AffinityTerm> Required { get; private init; } = [];

    public IReadOnlyList<AffinityTerm> RequiredAnti { get; private init; } = [];

    public IReadOnlyList<AffinityTerm> Preferred { get; private init; } = [];

    public IReadOnlyList<AffinityTerm> PreferredAnti { get; private init; } = [];

    public bool IsEmpty => Required.Count + RequiredAnti.Count + Preferred.Count + PreferredAnti.Count == 0;

    public bool HasPreferences => Preferred.Count + PreferredAnti.Count > 0;

    public static AffinityTerms Of(Pod pod)
    {
        var (affinity, anti) = (pod.Spec.Affinity.PodAffinity, pod.Spec.Affinity.PodAntiAffinity);
        if (!affinity.IsPresent && !anti.IsPresent)
            return None;
        return new AffinityTerms
        {
            Required = [.. affinity.RequiredDuringSchedulingIgnoredDuringExecution.Select(term => new AffinityTerm(term, pod, 0))],
            RequiredAnti = [.. anti.RequiredDuringSchedulingIgnoredDuringExecution.Select(term => new AffinityTerm(term, pod, 0))],
            Preferred = Weighted(affinity.PreferredDuringSchedulingIgnoredDuringExecution, pod),
            PreferredAnti = Weighted(anti.PreferredDuringSchedulingIgnoredDuringExecution, pod),
        };
    }

    private static AffinityTerm[] Weighted(IReadOnlyList<WeightedPodAffinityTerm> terms, Pod pod) =>
        [.. terms.Select(term => new AffinityTerm(term.PodAffinityTerm, pod, term.Weight))];
}
