using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Subresources;

/// <summary><c>pods/binding</c>: gives a pod its node, once.</summary>
public sealed class BindingHandler(Updater updater, TimeProvider time) : IPostHandler
{
    public async Task<(int Status, DocMap Body)> PostAsync(ServedResource resource, ApiCall call, DocMap body)
    {
        var binding = Binding.Over(body);
        if (binding.Target.Name.Length == 0)
        {
            throw ApiException.Invalid(resource.Schema, call.Name, [new StatusCause("FieldValueRequired", "Required value", "target.name")]);
        }

        if (binding.Target.Kind is not ("" or "Node"))
        {
            throw ApiException.Invalid(
                resource.Schema, call.Name,
                [new StatusCause("FieldValueNotSupported", $"Unsupported value: \"{binding.Target.Kind}\": supported values: \"Node\", \"<empty>\"", "target.kind")]);
        }

        await updater.UpdateAsync(resource, call, old => Bind(resource, call, old, binding));
        return (201, StatusDocument.Created());
    }

    private Document Bind(ServedResource resource, ApiCall call, Document old, Binding binding)
    {
        Precondition(resource, call, "UID", binding.Metadata.Uid, old.Uid);
        Precondition(resource, call, "ResourceVersion", binding.Metadata.ResourceVersion, old.ResourceVersion);
        var next = old.MutableCopy();
        var pod = next.As<Pod>();
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            throw ApiException.Conflict(resource.Schema, call.Name, $"pod {call.Name} is being deleted, cannot be assigned to a host");
        }

        if (pod.Spec.NodeName.Length > 0)
        {
            throw ApiException.Conflict(resource.Schema, call.Name, $"pod {call.Name} is already assigned to node \"{pod.Spec.NodeName}\"");
        }

        if (pod.Spec.SchedulingGates.Count > 0)
        {
            throw ApiException.Conflict(resource.Schema, call.Name, $"pod {call.Name} has non-empty .spec.schedulingGates");
        }

        pod.Spec.NodeName = binding.Target.Name;
        foreach (var (name, value) in binding.Metadata.Annotations)
        {
            pod.Metadata.Annotations[name] = value;
        }

        foreach (var (name, value) in binding.Metadata.Labels)
        {
            pod.Metadata.Labels[name] = value;
        }

        var condition = pod.Status.Conditions.Find(candidate => candidate.Type == "PodScheduled") ?? pod.Status.Conditions.AddNew();
        condition.Type = "PodScheduled";
        condition.Status = "True";
        condition.LastTransitionTime = time.GetUtcNow();
        condition.Reason = "";
        condition.Message = "";
        return next;
    }

    // Who binds may say which pod of that name, in which state, was meant.
    private static void Precondition(ServedResource resource, ApiCall call, string what, string wanted, string present)
    {
        if (wanted.Length > 0 && wanted != present)
        {
            throw ApiException.Conflict(resource.Schema, call.Name, $"Precondition failed: {what} in precondition: {wanted}, {what} in object meta: {present}");
        }
    }
}
