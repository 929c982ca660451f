using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>The pod and container that a request for logs or a shell means.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Container">The container's name.</param>
internal readonly record struct PodTarget(string Node, string Container)
{
    /// <exception cref="ApiException">No such pod or container, more than one to choose from, or the pod has no node yet.</exception>
    public static PodTarget Find(IObjectReader reader, ResourceRequest request, bool needsContainer)
    {
        var pod = reader.Find<Pod>(request.Info.Namespace, request.Info.Name)
            ?? throw ApiException.NotFound(Pod.Schema, request.Info.Name);
        var container = needsContainer ? ContainerOf(pod, request.Options.Text("container")) : "";
        return pod.Spec.NodeName.Length > 0
            ? new PodTarget(pod.Spec.NodeName, container)
            : throw ApiException.BadRequest($"pod {pod.Name} does not have a host assigned");
    }

    private static string ContainerOf(Pod pod, string asked)
    {
        var names = pod.Spec.Containers.Select(container => container.Name).ToList();
        var inits = pod.Spec.InitContainers.Select(container => container.Name).ToList();
        var ephemeral = pod.Spec.EphemeralContainers.Select(container => container.Name).ToList();
        if (asked.Length == 0)
        {
            return names.Count == 1 ? names[0] : throw MustChoose(pod, names, inits);
        }

        return names.Contains(asked) || inits.Contains(asked) || ephemeral.Contains(asked)
            ? asked
            : throw ApiException.BadRequest($"container {asked} is not valid for pod {pod.Name}");
    }

    private static ApiException MustChoose(Pod pod, List<string> names, List<string> inits)
    {
        var text = $"a container name must be specified for pod {pod.Name}, choose one of: [{string.Join(' ', names)}]";
        return ApiException.BadRequest(inits.Count > 0 ? $"{text} or one of the init containers: [{string.Join(' ', inits)}]" : text);
    }
}
