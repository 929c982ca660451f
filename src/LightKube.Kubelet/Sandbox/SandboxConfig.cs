using LightKube.Api.Core.V1;
using LightKube.Kubelet.Cgroups;
using LightKube.Kubelet.Containers;
using LightKube.Kubelet.Pods;
using LightKube.Kubelet.Runtime;

namespace LightKube.Kubelet.Sandbox;

/// <summary>Writes what the runtime needs to know of a pod's sandbox.</summary>
internal sealed class SandboxConfig(PodDns dns, CgroupNames cgroups, PodPaths paths, string clusterDomain, string seccompDirectory)
{
    internal Cri.PodSandboxConfig For(Pod pod, uint attempt)
    {
        var config = new Cri.PodSandboxConfig
        {
            Metadata = new Cri.PodSandboxMetadata
            {
                Name = pod.Name,
                Namespace = pod.Namespace,
                Uid = pod.Metadata.Uid,
                Attempt = attempt,
            },
            Hostname = PodHostname.ForSandbox(pod, clusterDomain),
            LogDirectory = paths.Logs(pod),
            DnsConfig = dns.For(pod),
            Linux = Linux(pod),
        };
        foreach (var (key, value) in pod.Metadata.Labels)
            config.Labels[key] = value;
        config.Labels[RuntimeIdentity.PodName] = pod.Name;
        config.Labels[RuntimeIdentity.PodNamespace] = pod.Namespace;
        config.Labels[RuntimeIdentity.PodUid] = pod.Metadata.Uid;
        foreach (var (key, value) in pod.Metadata.Annotations)
            config.Annotations[key] = value;
        if (!pod.Spec.HostNetwork)
            config.PortMappings.AddRange(HostPorts(pod));
        return config;
    }

    private Cri.LinuxPodSandboxConfig Linux(Pod pod)
    {
        var shared = pod.Spec.SecurityContext;
        var linux = new Cri.LinuxPodSandboxConfig
        {
            CgroupParent = cgroups.PodParent(Qos.Of(pod), pod.Metadata.Uid),
            SecurityContext = new Cri.LinuxSandboxSecurityContext
            {
                NamespaceOptions = Namespaces.Of(pod),
                // The sandbox's own process does nothing: as little as the runtime allows is right for it.
                Seccomp = new Cri.SecurityProfile { ProfileType = Cri.SecurityProfile.Types.ProfileType.RuntimeDefault },
                Privileged = pod.AllContainers().Any(container => container.SecurityContext.Privileged == true),
            },
        };
        if (shared.RunAsUser is { } user)
            linux.SecurityContext.RunAsUser = new Cri.Int64Value { Value = user };
        if (shared.RunAsGroup is { } group && shared.RunAsUser is not null)
            linux.SecurityContext.RunAsGroup = new Cri.Int64Value { Value = group };
        linux.SecurityContext.SupplementalGroups.AddRange(SecurityContexts.SupplementalGroups(pod, []));
        if (shared.SeccompProfile.IsPresent)
            linux.SecurityContext.Seccomp = Seccomp.Of(shared.SeccompProfile, shared.SeccompProfile, seccompDirectory);
        foreach (var sysctl in shared.Sysctls)
            linux.Sysctls[sysctl.Name.Replace('/', '.')] = sysctl.Value;
        return linux;
    }

    private static IEnumerable<Cri.PortMapping> HostPorts(Pod pod) =>
        from container in pod.AllContainers()
        from port in container.Ports
        where port.HostPort > 0
        select new Cri.PortMapping
        {
            ContainerPort = port.ContainerPortValue,
            HostPort = port.HostPort,
            HostIp = port.HostIP,
            Protocol = port.Protocol switch
            {
                "UDP" => Cri.Protocol.Udp,
                "SCTP" => Cri.Protocol.Sctp,
                _ => Cri.Protocol.Tcp,
            },
        };
}
