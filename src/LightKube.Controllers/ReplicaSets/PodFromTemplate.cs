using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Controllers.Ownership;

namespace LightKube.Controllers.ReplicaSets;

/// <summary>Makes the pods of a controller.</summary>
internal static class PodFromTemplate
{
    /// <summary>A new pod as the template has it, named after its controller.</summary>
    public static Pod For(KubeObject owner, PodTemplateSpec template)
    {
        var pod = new Pod();
        pod.Metadata.Namespace = owner.Namespace;
        pod.Metadata.GenerateName = owner.Name + "-";
        foreach (var (key, value) in template.Metadata.Labels)
            pod.Metadata.Labels[key] = value;
        foreach (var (key, value) in template.Metadata.Annotations)
            pod.Metadata.Annotations[key] = value;
        foreach (var finalizer in template.Metadata.Finalizers)
            pod.Metadata.Finalizers.Add(finalizer);
        pod.Metadata.OwnerReferences.Add(Owners.NewControllerReference(owner));
        pod.Spec = template.Spec;
        return pod;
    }
}
