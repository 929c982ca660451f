using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Nodes.V1;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission;

/// <summary>A pod of a runtime class carries the class's overhead and goes only to nodes that have the runtime.</summary>
public sealed class RuntimeClassAdmission(IObjectReader objects) : IAdmissionPlugin
{
    public string Name => "RuntimeClass";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Create && request.IsFor(Pod.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var pod = request.Object!.As<Pod>();
        if (pod.Spec.RuntimeClassName is not { Length: > 0 } name)
        {
            return ValueTask.CompletedTask;
        }

        var runtime = objects.Find<RuntimeClass>("", name) ?? throw request.Forbid($"pod rejected: RuntimeClass \"{name}\" not found");
        SetOverhead(request, pod, runtime);
        Place(request, pod, runtime.Scheduling);
        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var pod = request.Object!.As<Pod>();
        var isAlone = pod.Spec.Overhead.Count > 0
            && (pod.Spec.RuntimeClassName is not { Length: > 0 } name || objects.Find<RuntimeClass>("", name)?.Overhead.IsPresent != true);
        return isAlone
            ? throw request.Forbid("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
            : ValueTask.CompletedTask;
    }

    private static void SetOverhead(AdmissionRequest request, Pod pod, RuntimeClass runtime)
    {
        if (runtime.Overhead.PodFixed.Peek() is not { } overhead)
        {
            return;
        }

        var given = pod.Spec.Overhead.Peek();
        if (given is not null && !given.ContentEquals(overhead))
        {
            throw request.Forbid("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }

        pod.Spec.Map.Set("overhead", overhead.DeepClone());
    }

    private static void Place(AdmissionRequest request, Pod pod, Api.Nodes.V1.Scheduling scheduling)
    {
        foreach (var (key, value) in scheduling.NodeSelector)
        {
            if (pod.Spec.NodeSelector[key] is { } own && own != value)
            {
                throw request.Forbid($"conflict: node selector {key} of the pod is {own}, that of its RuntimeClass {value}");
            }

            pod.Spec.NodeSelector[key] = value;
        }

        foreach (var toleration in scheduling.Tolerations)
        {
            if (!pod.Spec.Tolerations.Any(own => own.ToValue().Equals(toleration.ToValue())))
            {
                pod.Spec.Tolerations.Add(new Toleration(toleration.Map.DeepClone()));
            }
        }
    }
}
