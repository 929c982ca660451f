using System.Net;
using System.Text.RegularExpressions;
using LightKube.Controllers.Nodes;

namespace LightKube.Configuration;

/// <summary>Finds options that each are fine, and together are not.</summary>
internal static partial class ServerOptionChecks
{
    /// <summary>A domain name of this length is the longest that Kubernetes takes as an object's name.</summary>
    private const int LongestName = 253;

    /// <summary>The problems, one line each.</summary>
    internal static IEnumerable<string> Check(ServerOptions options, IReadOnlySet<string> given)
    {
        if (!IsName(options.NodeName))
        {
            yield return given.Contains(ServerOptionTable.NodeName.Name)
                ? $"'{options.NodeName}' is no value for 'node-name': expected lower-case letters, digits, '-' and '.', such as node-1"
                : $"the host's name '{options.NodeName}' cannot be a node's name; give one with node-name";
        }
        if (!IsName(options.ClusterDomain))
            yield return $"'{options.ClusterDomain}' is no value for 'cluster-domain': expected a domain such as cluster.local";
        if (Overlap(options.ClusterCidr, options.ServiceCidr))
            yield return $"cluster-cidr {options.ClusterCidr} and service-cidr {options.ServiceCidr} overlap; pods and services need networks of their own";
        var share = PodCidrRange.Usual(options.ClusterCidr).NodePrefix;
        if (options.ClusterCidr.PrefixLength > share)
            yield return $"cluster-cidr {options.ClusterCidr} is smaller than what one node needs for its pods; give a network of /{share} or larger";
        if (!options.ServiceCidr.Contains(options.ClusterDns))
            yield return $"cluster-dns {options.ClusterDns} is not in service-cidr {options.ServiceCidr}; choose an address of it, such as its tenth";
        else if (options.ClusterDns.Equals(options.KubernetesServiceAddress))
            yield return $"cluster-dns {options.ClusterDns} is the address of the service 'kubernetes'; choose another of service-cidr";
    }

    private static bool IsName(string name) => name.Length <= LongestName && DomainName().IsMatch(name);

    private static bool Overlap(IPNetwork a, IPNetwork b) => a.Contains(b.BaseAddress) || b.Contains(a.BaseAddress);

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex DomainName();
}
