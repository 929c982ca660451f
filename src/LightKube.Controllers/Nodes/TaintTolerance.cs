using LightKube.Api.Core.V1;
using LightKube.Api.Selectors;

namespace LightKube.Controllers.Nodes;

/// <summary>How long a pod may stay on a node with NoExecute taints.</summary>
internal static class TaintTolerance
{
    /// <param name="pod">The pod.</param>
    /// <param name="taints">The node's NoExecute taints, each with the time from which it counts.</param>
    /// <returns>When the pod must go; null when it may stay. A time in the past: at once.</returns>
    public static DateTimeOffset? EvictAt(Pod pod, IReadOnlyList<(Taint Taint, DateTimeOffset Since)> taints)
    {
        DateTimeOffset? first = null;
        foreach (var (taint, since) in taints)
        {
            var at = since;
            var tolerations = pod.Spec.Tolerations.Where(toleration => TolerationMatch.Fits(toleration, taint.Key, taint.Value, taint.Effect)).ToList();
            if (tolerations.Count > 0)
            {
                // The shortest of those that have a limit counts; none has one when all may stay for ever.
                if (tolerations.Min(static toleration => toleration.TolerationSeconds) is not { } seconds)
                    continue;
                at = since.AddSeconds(Math.Max(0, seconds));
            }
            first = first is { } earlier && earlier < at ? earlier : at;
        }
        return first;
    }
}
