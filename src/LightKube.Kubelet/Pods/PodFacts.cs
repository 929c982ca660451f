using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Pods;

/// <summary>Questions about a pod's spec that several places ask.</summary>
internal static class PodFacts
{
    internal const string RestartAlways = "Always";
    internal const string RestartOnFailure = "OnFailure";
    internal const string RestartNever = "Never";

    /// <summary>An init container that keeps running beside the main ones.</summary>
    internal static bool IsSidecar(this Container initContainer) => initContainer.RestartPolicy == RestartAlways;

    internal static string RestartPolicyOf(this Pod pod) => pod.Spec.RestartPolicy is { Length: > 0 } policy ? policy : RestartAlways;

    /// <summary>Whether a container that ended so is to run again.</summary>
    internal static bool Restarts(string policy, bool succeeded) =>
        policy == RestartAlways || (policy == RestartOnFailure && !succeeded);

    internal static bool IsDeleted(this Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    internal static bool HasEnded(this Pod pod) => pod.Status.Phase is "Succeeded" or "Failed";

    internal static IEnumerable<Container> AllContainers(this Pod pod) => pod.Spec.InitContainers.Concat(pod.Spec.Containers);

    internal static Container? FindContainer(this Pod pod, string name) =>
        pod.Spec.Containers.Find(container => container.Name == name) ?? pod.Spec.InitContainers.Find(container => container.Name == name);

    /// <summary>The time that a container gets to end by itself.</summary>
    internal static TimeSpan GracePeriod(this Pod pod) =>
        TimeSpan.FromSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? DefaultGraceSeconds);

    private const long DefaultGraceSeconds = 30; // the API's default for terminationGracePeriodSeconds

    /// <summary>Changes when a running container no longer is what the spec asks for.</summary>
    internal static string HashOf(Container container)
    {
        // Of a pod's containers only the image can change in place.
        var hash = 2166136261u;
        foreach (var c in $"{container.Name}\n{container.Image}")
            hash = (hash ^ c) * 16777619u;
        return hash.ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
