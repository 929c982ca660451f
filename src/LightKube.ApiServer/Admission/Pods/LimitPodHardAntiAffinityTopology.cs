using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>Nobody keeps others' pods out of more than a node: hard anti-affinity is by host name alone.</summary>
internal sealed class LimitPodHardAntiAffinityTopology : IAdmissionPlugin
{
    private const string HostName = "kubernetes.io/hostname";

    public string Name => "LimitPodHardAntiAffinityTopology";

    public bool Handles(AdmissionRequest request) => request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && request.IsFor(Pod.Schema);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var terms = request.Object!.As<Pod>().Spec.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution;
        return terms.Find(static term => term.TopologyKey != HostName) is { } wide
            ? throw request.Forbid($"affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey {wide.TopologyKey} but only key {HostName} is allowed")
            : ValueTask.CompletedTask;
    }
}
