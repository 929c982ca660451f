using LightKube.Api.Core.V1;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.Deployments;

/// <summary>The steps of a Recreate update: all old pods must be gone before the first new one comes.</summary>
internal static class Recreate
{
    public static IReadOnlyList<Scaling> ShrinkOld(Rollout rollout) =>
        [.. rollout.Old.Select(static set => new Scaling(set, 0)).Where(static scaling => scaling.IsChange)];

    /// <summary>True while a pod of an old ReplicaSet may still run, one that is being deleted included.</summary>
    public static bool OldPodsRun(IEnumerable<Pod> podsOfOldSets) => podsOfOldSets.Any(static pod => !pod.IsTerminal());
}
