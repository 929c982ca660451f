using LightKube.Api.Core.V1;
using LightKube.Kubelet.Pods;

namespace LightKube.Kubelet.Status;

/// <summary>The conditions that a kubelet owns, in the order in which Kubernetes lists them.</summary>
internal static class PodConditions
{
    private const string True = "True";
    private const string False = "False";

    internal static readonly IReadOnlyList<string> Owned =
        ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"];

    private readonly record struct Wanted(string Type, string Status, string? Reason = null, string? Message = null);

    /// <summary>Fills the status's conditions: ours anew, those of others as they are. A transition time changes only with its condition.</summary>
    internal static void Fill(PodStatus status, Pod pod, PodStatus known, bool sandboxReady, DateTimeOffset now)
    {
        var containersReady = ContainersReady(pod, status);
        var generation = pod.Metadata.Generation;
        Wanted[] wanted =
        [
            new("PodReadyToStartContainers", sandboxReady ? True : False),
            Initialized(pod, status),
            Ready(pod, containersReady),
            containersReady,
            new("PodScheduled", True),
        ];
        foreach (var want in wanted)
        {
            var before = known.Conditions.Find(condition => condition.Type == want.Type);
            var condition = status.Conditions.AddNew();
            condition.Type = want.Type;
            condition.ObservedGeneration = generation;
            condition.Status = want.Status;
            condition.LastTransitionTime = before?.Status == want.Status ? before.LastTransitionTime ?? now : now;
            condition.Reason = want.Reason ?? "";
            condition.Message = want.Message ?? "";
        }
        foreach (var other in pod.Status.Conditions.Where(condition => !Owned.Contains(condition.Type)))
            status.Conditions.Add(other);
    }

    private static PodCondition? Find(Pod pod, string type) => pod.Status.Conditions.Find(condition => condition.Type == type);

    private static Wanted Initialized(Pod pod, PodStatus status)
    {
        if (status.Phase == PodPhase.Succeeded)
            return new Wanted("Initialized", True, "PodCompleted");
        var begun = status.ContainerStatuses.Any(container => container.State.Running.IsPresent || container.State.Terminated.IsPresent);
        var incomplete = begun ? [] : pod.Spec.InitContainers
            .Where((container, i) => container.IsSidecar()
                ? status.InitContainerStatuses[i].Started != true
                : !status.InitContainerStatuses[i].Ready)
            .Select(container => container.Name)
            .ToArray();
        return incomplete.Length == 0
            ? new Wanted("Initialized", True)
            : new Wanted("Initialized", False, "ContainersNotInitialized", $"containers with incomplete status: [{string.Join(' ', incomplete)}]");
    }

    private static Wanted ContainersReady(Pod pod, PodStatus status)
    {
        if (status.Phase == PodPhase.Succeeded)
            return new Wanted("ContainersReady", False, "PodCompleted");
        if (status.Phase == PodPhase.Failed)
            return new Wanted("ContainersReady", False, "PodFailed");
        var sidecars = status.InitContainerStatuses.Where((_, i) => pod.Spec.InitContainers[i].IsSidecar());
        var unready = sidecars.Concat(status.ContainerStatuses).Where(container => !container.Ready).Select(container => container.Name).ToArray();
        return unready.Length == 0
            ? new Wanted("ContainersReady", True)
            : new Wanted("ContainersReady", False, "ContainersNotReady", $"containers with unready status: [{string.Join(' ', unready)}]");
    }

    private static Wanted Ready(Pod pod, Wanted containersReady)
    {
        if (containersReady.Status != True)
            return containersReady with { Type = "Ready" };
        var missing = new List<string>();
        foreach (var gate in pod.Spec.ReadinessGates)
        {
            if (Find(pod, gate.ConditionType) is not { } condition)
                missing.Add($"corresponding condition of pod readiness gate \"{gate.ConditionType}\" does not exist.");
            else if (condition.Status != True)
                missing.Add($"the status of pod readiness gate \"{gate.ConditionType}\" is not \"True\", but {condition.Status}");
        }
        return missing.Count == 0
            ? new Wanted("Ready", True)
            : new Wanted("Ready", False, "ReadinessGatesNotReady", string.Join(", ", missing));
    }
}
