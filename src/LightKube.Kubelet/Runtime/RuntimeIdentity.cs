namespace LightKube.Kubelet.Runtime;

/// <summary>
/// The labels and annotations by which a kubelet knows its sandboxes and containers again, after any restart of either side.
/// Names and meanings are Kubernetes', so that crictl and log collectors show and find what they expect.
/// </summary>
internal static class RuntimeIdentity
{
    internal const string PodName = "io.kubernetes.pod.name";
    internal const string PodNamespace = "io.kubernetes.pod.namespace";
    internal const string PodUid = "io.kubernetes.pod.uid";
    internal const string ContainerName = "io.kubernetes.container.name";

    internal const string ContainerHash = "io.kubernetes.container.hash";
    internal const string RestartCount = "io.kubernetes.container.restartCount";
    internal const string TerminationMessagePath = "io.kubernetes.container.terminationMessagePath";
    internal const string TerminationMessagePolicy = "io.kubernetes.container.terminationMessagePolicy";
    internal const string PodTerminationGracePeriod = "io.kubernetes.pod.terminationGracePeriod";
    internal const string PodDeletionGracePeriod = "io.kubernetes.pod.deletionGracePeriod";
    internal const string PreStopHandler = "io.kubernetes.container.preStopHandler";
    internal const string ContainerPorts = "io.kubernetes.container.ports";
}
