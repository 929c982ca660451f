using System.Globalization;
using LightKube.Api.Apps.V1;

namespace LightKube.Controllers.Deployments;

/// <summary>
/// What a new number of replicas means for the ReplicaSets. In the middle of a rolling update it is spread over them in
/// proportion to their sizes, so that a bad new revision does not get all the new pods.
/// </summary>
internal static class ProportionalScaling
{
    /// <summary>True when an active ReplicaSet was sized for another number of replicas than the Deployment has now.</summary>
    public static bool IsNeeded(Rollout rollout) =>
        rollout.Active.Any(set => Annotation(set, Revisions.DesiredReplicas) is { } desired && desired != rollout.Deployment.Size());

    public static IReadOnlyList<Scaling> Plan(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var active = rollout.Active.ToList();
        if (active.Count <= 1)
        {
            var only = active.Count == 1 ? active[0] : rollout.All.Count > 0 ? rollout.All[^1] : null;
            return only is null ? [] : [new Scaling(only, deployment.Size())];
        }
        if (IsSaturated(rollout))
            return Recreate.ShrinkOld(rollout);
        return deployment.IsRecreate() ? [] : Spread(deployment, active);
    }

    private static bool IsSaturated(Rollout rollout) =>
        rollout.New is { } current
        && current.Size() == rollout.Deployment.Size()
        && Annotation(current, Revisions.DesiredReplicas) == rollout.Deployment.Size()
        && current.Status.AvailableReplicas == rollout.Deployment.Size();

    private static List<Scaling> Spread(Deployment deployment, List<ReplicaSet> active)
    {
        var allowed = deployment.Size() > 0 ? deployment.Size() + deployment.MaxSurge() : 0;
        var toAdd = allowed - active.Sum(static set => set.Size());

        // Larger ones first; of equal ones the newest grows first and the oldest shrinks first.
        var byAge = active.OrderBy(static set => set.Metadata.CreationTimestamp).ToList();
        if (toAdd > 0)
            byAge.Reverse();
        var order = byAge.OrderByDescending(static set => set.Size()).ToList();

        var added = 0;
        var scalings = new List<Scaling>(order.Count);
        foreach (var set in order)
        {
            var share = Share(deployment, set, toAdd, added);
            added += share;
            scalings.Add(new Scaling(set, set.Size() + share));
        }

        // What rounding left over goes to the largest.
        scalings[0] = scalings[0] with { Size = Math.Max(0, scalings[0].Size + toAdd - added) };
        return scalings;
    }

    private static int Share(Deployment deployment, ReplicaSet set, int toAdd, int added)
    {
        var rest = toAdd - added;
        if (rest == 0)
            return 0;
        var fraction = Fraction(deployment, set);
        return toAdd > 0 ? Math.Min(fraction, rest) : Math.Max(fraction, rest);
    }

    private static int Fraction(Deployment deployment, ReplicaSet set)
    {
        if (deployment.Size() == 0)
            return -set.Size();
        var maxNow = deployment.Size() + deployment.MaxSurge();
        var maxBefore = Annotation(set, Revisions.MaxReplicas) is { } annotated and > 0 ? annotated : deployment.Status.Replicas;
        return maxBefore == 0 ? 0 : (int)Math.Round((double)set.Size() * maxNow / maxBefore, MidpointRounding.AwayFromZero) - set.Size();
    }

    private static int? Annotation(ReplicaSet set, string name) =>
        int.TryParse(set.Metadata.Annotations[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
