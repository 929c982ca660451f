using LightKube.Api.Apps.V1;

namespace LightKube.Controllers.Deployments;

/// <summary>The next step of a rolling update: grow the new ReplicaSet as far as surge allows, else shrink the old ones as far as availability allows.</summary>
internal static class RollingUpdate
{
    public static IReadOnlyList<Scaling> Plan(Rollout rollout)
    {
        if (rollout.New is { } current && new Scaling(current, NewSize(rollout)) is { IsChange: true } grow)
            return [grow];
        return ShrinkOld(rollout);
    }

    /// <summary>The size of the new ReplicaSet, which may not exist yet.</summary>
    public static int NewSize(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var (wanted, present) = (deployment.Size(), rollout.New?.Size() ?? 0);
        if (deployment.IsRecreate() || present >= wanted)
            return wanted;
        var room = wanted + deployment.MaxSurge() - rollout.All.Sum(static set => set.Size());
        return present + Math.Clamp(room, 0, wanted - present);
    }

    private static List<Scaling> ShrinkOld(Rollout rollout)
    {
        var deployment = rollout.Deployment;
        var minAvailable = deployment.Size() - deployment.MaxUnavailable();
        var sizes = rollout.Old.ToDictionary(static set => set, static set => set.Size());
        var newUnavailable = (rollout.New?.Size() ?? 0) - (rollout.New?.Status.AvailableReplicas ?? 0);
        var mayGo = rollout.All.Sum(static set => set.Size()) - minAvailable - newUnavailable;
        RemoveUnhealthy(rollout.Old, sizes, mayGo);

        var available = rollout.All.Sum(static set => set.Status.AvailableReplicas);
        if (mayGo > 0)
            Remove(rollout.Old, sizes, available - minAvailable);
        return [.. sizes.Select(static pair => new Scaling(pair.Key, pair.Value)).Where(static scaling => scaling.IsChange)];
    }

    // Pods that are not available serve nobody: they go first, even when nothing that serves may go.
    private static void RemoveUnhealthy(IReadOnlyList<ReplicaSet> old, Dictionary<ReplicaSet, int> sizes, int mayGo)
    {
        foreach (var set in old)
        {
            var unhealthy = Math.Clamp(set.Size() - set.Status.AvailableReplicas, 0, Math.Max(0, mayGo));
            sizes[set] -= unhealthy;
            mayGo -= unhealthy;
        }
    }

    private static void Remove(IReadOnlyList<ReplicaSet> old, Dictionary<ReplicaSet, int> sizes, int mayGo)
    {
        foreach (var set in old)
        {
            var going = Math.Clamp(mayGo, 0, sizes[set]);
            sizes[set] -= going;
            mayGo -= going;
        }
    }
}
