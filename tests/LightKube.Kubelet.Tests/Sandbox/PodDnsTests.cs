using LightKube.Api.Core.V1;
using LightKube.Kubelet.Sandbox;
using LightKube.Testing.Builders;

namespace LightKube.Kubelet.Tests.Sandbox;

internal sealed class PodDnsTests
{
    private static readonly PodDns Dns = new(["10.96.0.10"], "cluster.local",
        ResolvConf.Parse(["# local", "nameserver 192.0.2.53", "search corp.example", "options edns0"]));

    [TestCase("ClusterFirst", false, "10.96.0.10", "shop.svc.cluster.local svc.cluster.local cluster.local corp.example", "ndots:5")]
    [TestCase("ClusterFirst", true, "192.0.2.53", "corp.example", "edns0")]
    [TestCase("ClusterFirstWithHostNet", true, "10.96.0.10", "shop.svc.cluster.local svc.cluster.local cluster.local corp.example", "ndots:5")]
    [TestCase("Default", false, "192.0.2.53", "corp.example", "edns0")]
    [TestCase("None", false, "", "", "")]
    public void The_policy_gives_the_resolver(string policy, bool hostNetwork, string servers, string searches, string options)
    {
        var pod = Pod(policy);
        pod.Spec.HostNetwork = hostNetwork;

        var config = Dns.For(pod);

        Assert.That(string.Join(' ', config.Servers), Is.EqualTo(servers));
        Assert.That(string.Join(' ', config.Searches), Is.EqualTo(searches));
        Assert.That(string.Join(' ', config.Options), Is.EqualTo(options));
    }

    [Test]
    public void The_pods_own_wishes_come_on_top()
    {
        var pod = Pod("ClusterFirst");
        pod.Spec.DnsConfig.Nameservers.Add("192.0.2.99");
        pod.Spec.DnsConfig.Options.Add(new PodDNSConfigOption { Name = "ndots", Value = "2" });

        var config = Dns.For(pod);

        Assert.That(config.Servers, Is.EqualTo(new[] { "10.96.0.10", "192.0.2.99" }));
        Assert.That(config.Options, Is.EqualTo(new[] { "ndots:2" }));
    }

    [Test]
    public void The_hosts_file_names_the_pod_and_its_aliases()
    {
        var pod = Pod("ClusterFirst");
        pod.Spec.Hostname = "db";
        pod.Spec.Subdomain = "data";
        var alias = pod.Spec.HostAliases.AddNew();
        alias.Ip = "192.0.2.7";
        alias.Hostnames.Add("old");
        alias.Hostnames.Add("older");

        var hosts = EtcHosts.Render(pod, ["10.1.0.5"], "cluster.local", "");

        Assert.That(hosts, Does.Contain("10.1.0.5\tdb.data.shop.svc.cluster.local\tdb\n"));
        Assert.That(hosts, Does.EndWith("192.0.2.7\told\tolder\n"));
    }

    private static Pod Pod(string policy)
    {
        var pod = A.Pod("a");
        pod.Metadata.Namespace = "shop";
        pod.Spec.DnsPolicy = policy;
        return pod;
    }
}
