using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Sandbox;

/// <summary>The name by which a pod knows itself.</summary>
internal static class PodHostname
{
    private const int MaxLength = 63; // the kernel's limit, less one

    /// <summary>Host and domain; the domain is empty when the pod names no subdomain.</summary>
    internal static (string Host, string Domain) Of(Pod pod, string clusterDomain)
    {
        if (pod.Spec.HostnameOverride is { Length: > 0 } given)
            return (given, "");
        var host = pod.Spec.Hostname is { Length: > 0 } own ? own : Shorten(pod.Name);
        var domain = pod.Spec.Subdomain is { Length: > 0 } subdomain ? $"{subdomain}.{pod.Namespace}.svc.{clusterDomain}" : "";
        return (host, domain);
    }

    /// <summary>What the sandbox is called: empty on the host's network, where the name is the node's.</summary>
    internal static string ForSandbox(Pod pod, string clusterDomain)
    {
        if (pod.Spec.HostNetwork)
            return "";
        var (host, domain) = Of(pod, clusterDomain);
        return pod.Spec.SetHostnameAsFQDN == true && domain.Length > 0 ? $"{host}.{domain}" : host;
    }

    private static string Shorten(string name) => name.Length <= MaxLength ? name : name[..MaxLength].TrimEnd('-', '.');
}
