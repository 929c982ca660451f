using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>
/// A pod gets the zone and the region of its node as labels, with the Binding that gives it the node or when it is made with one, so that its
/// containers can be told by the downward API.
/// </summary>
internal sealed class PodTopologyLabels(IObjectReader objects) : IAdmissionPlugin
{
    private static readonly string[] Copied = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

    public string Name => "PodTopologyLabels";

    public bool Handles(AdmissionRequest request) =>
        request.Verb == AdmissionVerb.Create
        && (request.IsFor(Binding.Schema) || (ReferenceEquals(request.Kind, Pod.Schema) && request.Subresource is "" or "binding"));

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        if (NodeOf(request) is { Length: > 0 } name && objects.Find<Node>("", name) is { } node)
        {
            foreach (var label in Copied)
            {
                // What the pod or the Binding says itself stays.
                if (node.Metadata.Labels[label] is { } value && !request.Object!.Metadata.Labels.ContainsKey(label))
                {
                    request.Object.Metadata.Labels[label] = value;
                }
            }
        }

        return ValueTask.CompletedTask;
    }

    private static string NodeOf(AdmissionRequest request)
    {
        if (request.IsFor(Pod.Schema))
        {
            return request.Object!.As<Pod>().Spec.NodeName;
        }

        var target = request.Object!.As<Binding>().Target;
        return target.Kind is "" or "Node" ? target.Name : "";
    }
}
