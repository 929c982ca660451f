using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Sandbox;

/// <summary>Which of the kernel's namespaces a pod shares with the node, and its containers with each other.</summary>
internal static class Namespaces
{
    internal static Cri.NamespaceOption Of(Pod pod) => new()
    {
        Network = pod.Spec.HostNetwork ? Cri.NamespaceMode.Node : Cri.NamespaceMode.Pod,
        Ipc = pod.Spec.HostIPC ? Cri.NamespaceMode.Node : Cri.NamespaceMode.Pod,
        Pid = pod.Spec.HostPID ? Cri.NamespaceMode.Node
            : pod.Spec.ShareProcessNamespace == true ? Cri.NamespaceMode.Pod
            : Cri.NamespaceMode.Container,
    };
}
