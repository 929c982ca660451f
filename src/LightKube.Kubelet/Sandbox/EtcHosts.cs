using System.Text;
using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Sandbox;

/// <summary>The /etc/hosts of a pod's containers.</summary>
internal static class EtcHosts
{
    private const string Standard =
        """
        # Kubernetes-managed hosts file.
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::0	ip6-localnet
        fe00::0	ip6-mcastprefix
        fe00::1	ip6-allnodes
        fe00::2	ip6-allrouters

        """;

    private const string FromHost = "# Kubernetes-managed hosts file (host network).\n";

    /// <param name="pod">Its names and aliases.</param>
    /// <param name="podIps">Of its sandbox.</param>
    /// <param name="clusterDomain">Of its subdomain.</param>
    /// <param name="nodeHosts">The node's own file, which a pod on the host's network starts from.</param>
    internal static string Render(Pod pod, IReadOnlyList<string> podIps, string clusterDomain, string nodeHosts)
    {
        var text = new StringBuilder();
        if (pod.Spec.HostNetwork)
        {
            text.Append(FromHost).Append(nodeHosts);
        }
        else
        {
            text.Append(Standard);
            var (host, domain) = PodHostname.Of(pod, clusterDomain);
            foreach (var ip in podIps)
                text.Append(ip).Append('\t').Append(domain.Length > 0 ? $"{host}.{domain}\t{host}" : host).Append('\n');
        }
        AppendAliases(text, pod);
        return text.ToString();
    }

    private static void AppendAliases(StringBuilder text, Pod pod)
    {
        if (pod.Spec.HostAliases.Count == 0)
            return;
        text.Append("\n# Entries added by HostAliases.\n");
        foreach (var alias in pod.Spec.HostAliases)
            text.Append(alias.Ip).Append('\t').AppendJoin('\t', alias.Hostnames).Append('\n');
    }
}
