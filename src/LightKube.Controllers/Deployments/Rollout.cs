using LightKube.Api.Apps.V1;

namespace LightKube.Controllers.Deployments;

/// <summary>A Deployment and its ReplicaSets: the one with the present template, if it is there, and the old ones by age.</summary>
internal sealed record Rollout(Deployment Deployment, ReplicaSet? New, IReadOnlyList<ReplicaSet> Old)
{
    public IReadOnlyList<ReplicaSet> All => New is null ? Old : [.. Old, New];

    public IEnumerable<ReplicaSet> Active => All.Where(static set => set.Size() > 0);

    public static Rollout Of(Deployment deployment, IEnumerable<ReplicaSet> sets)
    {
        // When several carry the present template, which only older software could bring about, the oldest is the one.
        var byAge = sets.OrderBy(static set => set.Metadata.CreationTimestamp).ThenBy(static set => set.Name, StringComparer.Ordinal).ToList();
        var current = byAge.Find(set => TemplateIdentity.Same(set.Spec.Template, deployment.Spec.Template));
        return new Rollout(deployment, current, [.. byAge.Where(set => set != current)]);
    }
}

/// <summary>A ReplicaSet and the size that it is to have.</summary>
internal readonly record struct Scaling(ReplicaSet Set, int Size)
{
    public bool IsChange => Set.Size() != Size;
}
