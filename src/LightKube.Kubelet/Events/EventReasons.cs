namespace LightKube.Kubelet.Events;

/// <summary>The reasons of the kubelet's events, as Kubernetes names them.</summary>
internal static class EventReasons
{
    internal const string Pulling = "Pulling";
    internal const string Pulled = "Pulled";
    internal const string Created = "Created";
    internal const string Started = "Started";
    internal const string Killing = "Killing";
    internal const string BackOff = "BackOff";
    internal const string Failed = "Failed";
    internal const string Unhealthy = "Unhealthy";
    internal const string FailedMount = "FailedMount";
    internal const string FailedCreatePodSandBox = "FailedCreatePodSandBox";
    internal const string SandboxChanged = "SandboxChanged";
    internal const string FailedPostStartHook = "FailedPostStartHook";
    internal const string FailedPreStopHook = "FailedPreStopHook";
    internal const string FailedKillPod = "FailedKillPod";
    internal const string DeadlineExceeded = "DeadlineExceeded";
}
