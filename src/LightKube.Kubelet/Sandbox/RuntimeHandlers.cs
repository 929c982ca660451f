using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Sandbox;

/// <summary>
/// Which of the runtime's handlers a pod runs under. The API server has checked that the RuntimeClass exists; its name is taken as the
/// handler's, as it is for the classes that the server deploys.
/// </summary>
internal static class RuntimeHandlers
{
    internal static string Of(Pod pod) => pod.Spec.RuntimeClassName is { Length: > 0 } name ? name : "";
}
