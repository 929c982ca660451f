using System.Net;
using LightKube.Foundation.Configuration;

namespace LightKube.Tests.Configuration;

public sealed class ServerOptionsTests
{
    [Test]
    public void Nothing_given_is_a_server_on_this_host()
    {
        var options = Given.Options("--node-name", "n1");

        Assert.That(options.DataDirectory, Is.EqualTo("/var/lib/lightkube"));
        Assert.That(options.HttpsPort, Is.EqualTo(6443));
        Assert.That(options.KubernetesServiceAddress, Is.EqualTo(IPAddress.Parse("10.43.0.1")));
        Assert.That(options.NodeAddress, Is.EqualTo(options.AdvertiseAddress));
    }

    [Test]
    public void The_nodes_address_is_the_advertised_one_unless_given()
    {
        var options = Given.Options("--node-name=n1", "--advertise-address=192.0.2.7", "--node-ip=192.0.2.8");

        Assert.That(options.AdvertiseAddress, Is.EqualTo(IPAddress.Parse("192.0.2.7")));
        Assert.That(options.NodeAddress, Is.EqualTo(IPAddress.Parse("192.0.2.8")));
    }

    [Test]
    public void A_relative_data_directory_is_made_absolute() =>
        Assert.That(Given.Options("--node-name=n1", "--data-dir=state").DataDirectory, Is.EqualTo(Path.GetFullPath("state")));

    [Test]
    public void Admission_plug_ins_are_switched_by_name()
    {
        var admission = Given.Options("--node-name=n1", "--enable-admission-plugins=AlwaysAdmit,AlwaysDeny", "--disable-admission-plugins=PodSecurity").Admission;

        Assert.That((admission.Enabled, admission.Disabled), Is.EqualTo((new[] { "AlwaysAdmit", "AlwaysDeny" }, new[] { "PodSecurity" })));
        Assert.That(
            () => Given.Options("--node-name=n1", "--enable-admission-plugins=AlwaysAdmit", "--disable-admission-plugins=AlwaysAdmit"),
            Throws.TypeOf<ConfigurationException>().With.Message.EqualTo("'AlwaysAdmit' stands in 'enable-admission-plugins' and in 'disable-admission-plugins'"));
    }

    [TestCase("--node-name=Node_1", "'Node_1' is no value for 'node-name'")]
    [TestCase("--cluster-domain=-x", "'-x' is no value for 'cluster-domain'")]
    [TestCase("--cluster-cidr=10.1.0.0/26", "cluster-cidr 10.1.0.0/26 is smaller than what one node needs for its pods; give a network of /24 or larger")]
    [TestCase("--cluster-cidr=10.43.128.0/17", "cluster-cidr 10.43.128.0/17 and service-cidr 10.43.0.0/16 overlap")]
    [TestCase("--cluster-dns=10.44.0.10", "cluster-dns 10.44.0.10 is not in service-cidr 10.43.0.0/16")]
    [TestCase("--cluster-dns=10.43.0.1", "cluster-dns 10.43.0.1 is the address of the service 'kubernetes'")]
    [TestCase("--advertise-address=here", "'here' is no value for 'advertise-address'")]
    [TestCase("--cgroup-root=node-1", "--cgroup-root: 'node-1' is no value for 'cgroup-root': expected a path")]
    [TestCase("--cgroup-root=/a/../..", "--cgroup-root: '/a/../..' is no value for 'cgroup-root': expected a path")]
    [TestCase("--enable-admission-plugins=AlwaysPull", "'AlwaysPull' is no value for 'enable-admission-plugins': there are the admission plug-ins AlwaysAdmit, ")]
    [TestCase("--disable-admission-plugins=RbacEscalation", "'RbacEscalation' is no value for 'disable-admission-plugins'")]
    [TestCase("--enable-admission-plugins=EventRateLimit", "EventRateLimit needs limits, in the file of 'admission-control-config-file'")]
    [TestCase("--admission-control-config-file=/nowhere.yaml", "Could not find file '/nowhere.yaml'")]
    [TestCase("--log-level=store=loud", "'store=loud' is no value for 'log-level': 'loud' is no level")]
    public void What_does_not_fit_is_refused_with_the_reason(string flag, string reason)
    {
        string[] flags = flag.StartsWith("--node-name", StringComparison.Ordinal) ? [flag] : ["--node-name=n1", flag];

        Assert.That(() => Given.Options(flags), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith(reason));
    }
}
