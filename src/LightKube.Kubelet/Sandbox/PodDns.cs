using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Sandbox;

/// <summary>A pod's resolver configuration, from its DNS policy and its own wishes.</summary>
internal sealed class PodDns(IReadOnlyList<string> clusterDns, string clusterDomain, ResolvConf node)
{
    private const int MaxServers = 3; // what C libraries read
    private const int MaxSearches = 32;
    private static readonly string[] ClusterOptions = ["ndots:5"];

    internal Cri.DNSConfig For(Pod pod)
    {
        var policy = Base(pod);
        List<string> servers = [.. policy.Servers], searches = [.. policy.Searches], options = [.. policy.Options];
        if (pod.Spec.DnsConfig.IsPresent)
        {
            servers.AddRange(pod.Spec.DnsConfig.Nameservers);
            searches.AddRange(pod.Spec.DnsConfig.Searches);
            foreach (var option in pod.Spec.DnsConfig.Options)
            {
                // The pod's own value of an option replaces the policy's.
                options.RemoveAll(known => known.Split(':')[0] == option.Name);
                options.Add(option.Value is { Length: > 0 } value ? $"{option.Name}:{value}" : option.Name);
            }
        }
        var config = new Cri.DNSConfig();
        config.Servers.AddRange(servers.Distinct().Take(MaxServers));
        config.Searches.AddRange(searches.Distinct().Take(MaxSearches));
        config.Options.AddRange(options);
        return config;
    }

    private ResolvConf Base(Pod pod) => pod.Spec.DnsPolicy switch
    {
        "None" => new ResolvConf([], [], []),
        "Default" => node,
        // On the host's network, plain ClusterFirst means the node's own resolver.
        "ClusterFirstWithHostNet" => Cluster(pod),
        _ when pod.Spec.HostNetwork => node,
        _ => Cluster(pod),
    };

    private ResolvConf Cluster(Pod pod)
    {
        if (clusterDns.Count == 0)
            return node;
        string[] searches = clusterDomain.Length == 0
            ? []
            : [$"{pod.Namespace}.svc.{clusterDomain}", $"svc.{clusterDomain}", clusterDomain];
        return new ResolvConf(clusterDns, [.. searches, .. node.Searches], ClusterOptions);
    }
}
