using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies.Pods;

/// <summary>The subresource <c>pods/NAME/binding</c>: a scheduler gives the pod its node, once.</summary>
public sealed class PodBinding(TimeProvider time)
{
    /// <summary>Changes the pod. The caller stores it against the version that it read, and tries again when that is no longer the newest.</summary>
    /// <param name="pod">A mutable copy of the stored pod.</param>
    /// <param name="binding">The posted Binding.</param>
    /// <exception cref="ApiException">Invalid, or Conflict when the pod cannot be bound.</exception>
    public void Apply(Document pod, DocMap binding)
    {
        var posted = Binding.Over(binding);
        Validate(pod, posted);
        var target = pod.As<Pod>();
        ThrowIfNotBindable(pod, target, posted);

        target.Spec.NodeName = posted.Target.Name;
        foreach (var (key, value) in posted.Metadata.Annotations)
        {
            target.Metadata.Annotations[key] = value;
        }

        foreach (var (key, value) in posted.Metadata.Labels)
        {
            target.Metadata.Labels[key] = value;
        }

        var condition = target.Status.Conditions.Find(item => item.Type == "PodScheduled") ?? target.Status.Conditions.AddNew();
        condition.Map.Clear();
        condition.Type = "PodScheduled";
        condition.Status = "True";
        condition.LastTransitionTime = time.GetUtcNow();
    }

    private static void Validate(Document pod, Binding posted)
    {
        var errors = new FieldErrors();
        var path = FieldPath.Of("target");
        if (posted.Target.Kind is not ("" or "Node"))
        {
            errors.NotSupported(path.Child("kind"), posted.Target.Kind, "Node", "<empty>");
        }

        if (posted.Target.Name.Length == 0)
        {
            errors.Required(path.Child("name"));
        }

        if (errors.Any)
        {
            throw ApiException.Invalid(Binding.Schema, pod.Name, errors.Causes);
        }
    }

    private static void ThrowIfNotBindable(Document document, Pod pod, Binding posted)
    {
        var problem = posted.Metadata.Uid.Length > 0 && posted.Metadata.Uid != document.Uid
            ? $"Precondition failed: UID in precondition: {posted.Metadata.Uid}, UID in object meta: {document.Uid}"
            : pod.Metadata.DeletionTimestamp is not null ? $"pod {pod.Name} is being deleted, cannot be assigned to a host"
            : pod.Spec.NodeName.Length > 0 ? $"pod {pod.Name} is already assigned to node \"{pod.Spec.NodeName}\""
            : pod.Spec.SchedulingGates.Count > 0 ? $"pod {pod.Name} has non-empty .spec.schedulingGates"
            : null;
        if (problem is not null)
        {
            throw new ApiException(409, StatusReason.Conflict, $"Operation cannot be fulfilled on pods/binding \"{pod.Name}\": {problem}")
            {
                Name = pod.Name,
                Kind = "pods/binding",
            };
        }
    }
}
