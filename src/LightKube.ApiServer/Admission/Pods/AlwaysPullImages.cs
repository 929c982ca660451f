using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>
/// Images are pulled each time: who has no credentials for an image does not get it because another pod left it on the node.
/// </summary>
internal sealed class AlwaysPullImages : IAdmissionPlugin
{
    private const string Always = "Always";

    public string Name => "AlwaysPullImages";

    public bool Handles(AdmissionRequest request) =>
        request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && ReferenceEquals(request.Kind, Pod.Schema) && request.Subresource is "" or "ephemeralcontainers"
        && request.Object is { } pod && !(request.Old is { } old && ImagesOf(pod).All(ImagesOf(old).Contains));

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var spec = request.Object!.As<Pod>().Spec;
        foreach (var container in Containers(spec))
        {
            container.Set("imagePullPolicy", Always);
        }

        foreach (var volume in spec.Volumes)
        {
            if (volume.Image.IsPresent)
            {
                volume.Image.PullPolicy = Always;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var spec = request.Object!.As<Pod>().Spec;
        Check(request, spec.InitContainers.Select(static container => container.ImagePullPolicy), "initContainers");
        Check(request, spec.Containers.Select(static container => container.ImagePullPolicy), "containers");
        Check(request, spec.EphemeralContainers.Select(static container => container.ImagePullPolicy), "ephemeralContainers");
        return ValueTask.CompletedTask;
    }

    private static void Check(AdmissionRequest request, IEnumerable<string> policies, string field)
    {
        foreach (var (at, policy) in policies.Index())
        {
            if (policy != Always)
            {
                throw request.Forbid($"spec.{field}[{at}].imagePullPolicy: Unsupported value: \"{policy}\": supported values: \"{Always}\"");
            }
        }
    }

    private static IEnumerable<DocMap> Containers(PodSpec spec) =>
    [
        .. spec.InitContainers.Select(static container => container.Map),
        .. spec.Containers.Select(static container => container.Map),
        .. spec.EphemeralContainers.Select(static container => container.Map),
    ];

    private static HashSet<string> ImagesOf(Document pod)
    {
        var spec = pod.As<Pod>().Spec;
        return [.. Containers(spec).Select(static container => container.GetString("image") ?? ""), .. spec.Volumes.Select(static volume => volume.Image.Reference)];
    }
}
