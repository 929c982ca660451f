using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Pods;
using LightKube.Api.Quantities;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>A running pod grows no larger than its node can ever give, and only where a kubelet can resize pods.</summary>
internal sealed class PodResizeValidator(IObjectReader objects) : IAdmissionPlugin
{
    private const string OsLabel = "kubernetes.io/os";

    public string Name => "PodResizeValidator";

    public bool Handles(AdmissionRequest request) =>
        request is { Verb: AdmissionVerb.Update, Subresource: "resize" } && ReferenceEquals(request.Kind, Pod.Schema);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var pod = request.Object!.As<Pod>();
        if (pod.Spec.NodeName.Length == 0 || request.Old!.Root["spec"].Equals(request.Object.Root["spec"]))
        {
            return ValueTask.CompletedTask;
        }

        var node = objects.Find<Node>("", pod.Spec.NodeName) ?? throw request.Forbid($"node \"{pod.Spec.NodeName}\" not found");
        var problems = Excess(PodAmounts.Requests(pod.Spec), node);
        if (problems.Count > 0)
        {
            throw request.Forbid($"Node didn't have enough allocatable resources: {string.Join("; ", problems)}");
        }

        var system = node.Metadata.Labels[OsLabel] ?? "";
        return system == "linux" ? ValueTask.CompletedTask : throw request.Forbid(
            $"pod resize is only supported on linux nodes, node \"{node.Name}\" is \"{system}\"");
    }

    private static List<string> Excess(Dictionary<string, Quantity> requests, Node node)
    {
        var problems = new List<string>(2);
        var (cpu, cpuThere) = (requests.GetValueOrDefault("cpu").Milli, node.Status.Allocatable["cpu"]?.Milli ?? 0);
        var (memory, memoryThere) = (requests.GetValueOrDefault("memory").Units, node.Status.Allocatable["memory"]?.Units ?? 0);
        if (cpu > cpuThere)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"cpu, requested: {cpu}, allocatable: {cpuThere}"));
        }

        if (memory > memoryThere)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"memory, requested: {memory}, allocatable: {memoryThere}"));
        }

        return problems;
    }
}
