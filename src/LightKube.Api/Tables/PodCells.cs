using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.Api.Tables;

internal static class PodCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("pod.ready", (root, _) => Ready(PodStatusSummary.Of(new Pod(root)))),
        ("pod.status", (root, _) => PodStatusSummary.Of(new Pod(root)).Reason),
        ("pod.restarts", (root, now) => Restarts(PodStatusSummary.Of(new Pod(root)), now)),
        ("pod.gates", (root, _) => Gates(new Pod(root))),
        ("podtemplate.containers", (root, _) => CommonCells.Joined(new PodTemplate(root).Template.Spec.Containers.Select(container => container.Name))),
        ("podtemplate.images", (root, _) => CommonCells.Joined(new PodTemplate(root).Template.Spec.Containers.Select(container => container.Image))),
        ("podtemplate.labels", (root, _) => CommonCells.Labels(new PodTemplate(root).Template.Metadata.Labels.Peek())),
    ];

    private static Value Ready(PodStatusSummary summary) => $"{summary.Ready}/{summary.Containers}";

    private static Value Restarts(PodStatusSummary summary, DateTimeOffset now) =>
        summary.Restarts != 0 && summary.LastRestart is { } last ? $"{summary.Restarts} ({HumanDuration.Since(last, now)} ago)" : $"{summary.Restarts}";

    private static Value Gates(Pod pod)
    {
        var gates = pod.Spec.ReadinessGates;
        if (gates.Count == 0)
        {
            return CommonCells.None;
        }

        var open = gates.Count(gate => pod.Status.Conditions.Find(c => c.Type == gate.ConditionType && c.Status == "True") is not null);
        return $"{open}/{gates.Count}";
    }
}
