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
        PostedMetadata.Check(call, body, "Binding");
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
        var next = old.MutableCopy();
        var pod = next.As<Pod>();
        RequireSame(resource, call, pod, binding);
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            throw Conflict(call, $"pod {call.Name} is being deleted, cannot be assigned to a host");
        }

        if (pod.Spec.NodeName.Length > 0)
        {
            throw Conflict(call, $"pod {call.Name} is already assigned to node \"{pod.Spec.NodeName}\"");
        }

        if (pod.Spec.SchedulingGates.Count > 0)
        {
            throw Conflict(call, $"pod {call.Name} has non-empty .spec.schedulingGates");
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

    // Who binds may say which pod, and which state of it, is meant.
    private static void RequireSame(ServedResource resource, ApiCall call, Pod pod, Binding binding)
    {
        if (binding.Metadata.Uid is { Length: > 0 } uid && uid != pod.Metadata.Uid)
        {
            throw ApiException.Conflict(resource.Schema, call.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {pod.Metadata.Uid}");
        }

        if (binding.Metadata.ResourceVersion is { Length: > 0 } version && version != pod.Metadata.ResourceVersion)
        {
            throw ApiException.Conflict(
                resource.Schema, call.Name,
                $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {pod.Metadata.ResourceVersion}");
        }
    }

    private static ApiException Conflict(ApiCall call, string why) =>
        new(409, StatusReason.Conflict, $"Operation cannot be fulfilled on pods/binding \"{call.Name}\": {why}") { Name = call.Name, Kind = "pods/binding" };
}
