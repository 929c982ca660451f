namespace LightKube.ApiServer.Tests.Validation;

public sealed class ServiceValidationTests
{
    private const string Name1035 = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private static readonly ValidationRig Rig = new($$"""
        {"apiVersion":"v1","kind":"Service","metadata":{{{ValidationRig.Stored("web")}}},
         "spec":{"type":"ClusterIP","clusterIP":"10.96.0.5","clusterIPs":["10.96.0.5"],"ipFamilies":["IPv4"],"ipFamilyPolicy":"SingleStack",
                 "internalTrafficPolicy":"Cluster","selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080}]} }
        """);

    [Test]
    public void The_base_is_valid()
    {
        Assert.That(Rig.Create(), Is.Empty);
        Assert.That(Rig.Update("spec/ports/0/port=81"), Is.Empty);
        Assert.That(Rig.Warnings(), Is.Empty);
    }

    [TestCase("metadata/name=\"1web\"", "metadata.name: Invalid value: \"1web\": " + Name1035)]
    [TestCase("spec/ports-", "spec.ports: Required value")]
    [TestCase("spec/ports=[{\"port\":0,\"targetPort\":0}]", "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive", "spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive")]
    [TestCase("spec/ports/0/targetPort=70000", "spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive")]
    [TestCase("spec/ports/0/protocol=\"ICMP\"", "spec.ports[0].protocol: Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", \"UDP\"")]
    [TestCase("spec/ports/+={\"port\":81}", "spec.ports[0].name: Required value", "spec.ports[1].name: Required value")]
    [TestCase("spec/ports=[{\"name\":\"a\",\"port\":80},{\"name\":\"b\",\"port\":80}]", "spec.ports[1]: Duplicate value: {\"Name\":\"\",\"Protocol\":\"TCP\",\"AppProtocol\":null,\"Port\":80,\"TargetPort\":0,\"NodePort\":0}")]
    [TestCase("spec/ports=[{\"name\":\"a\",\"port\":80},{\"name\":\"a\",\"port\":81}]", "spec.ports[1].name: Duplicate value: \"a\"")]
    [TestCase("spec/ports/0/nodePort=30000", "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'")]
    [TestCase("spec/type=\"Magic\"", "spec.type: Unsupported value: \"Magic\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"")]
    [TestCase("spec/type=\"ExternalName\"", "spec.clusterIPs: Forbidden: may not be set for ExternalName services", "spec.ipFamilies: Forbidden: may not be set for ExternalName services", "spec.ipFamilyPolicy: Forbidden: may not be set for ExternalName services", "spec.externalName: Required value")]
    [TestCase("spec/clusterIPs=[\"10.96.0.6\"]", "spec.clusterIPs: Invalid value: [\"10.96.0.6\"]: first value must match `clusterIP`")]
    [TestCase("spec/clusterIPs=[\"10.96.0.5\",\"10.96.0.6\"]", "spec.clusterIPs: Invalid value: [\"10.96.0.5\",\"10.96.0.6\"]: may specify no more than one IP for each IP family")]
    [TestCase("spec/ipFamilies=[\"IPv6\"]", "spec.clusterIPs[0]: Invalid value: \"10.96.0.5\": expected an IPv6 value as indicated by `ipFamilies[0]`")]
    [TestCase("spec/ipFamilies=[\"IPv5\"]", "spec.ipFamilies[0]: Unsupported value: \"IPv5\": supported values: \"IPv4\", \"IPv6\"")]
    [TestCase("spec/externalIPs=[\"127.0.0.1\"]", "spec.externalIPs[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [TestCase("spec/externalIPs=[\"x\"]", "spec.externalIPs[0]: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [TestCase("spec/sessionAffinity=\"Cookie\"", "spec.sessionAffinity: Unsupported value: \"Cookie\": supported values: \"ClientIP\", \"None\"")]
    [TestCase("spec/loadBalancerClass=\"acme.io/lb\"", "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'")]
    [TestCase("spec/loadBalancerSourceRanges=[\"10.0.0.0/8\"]", "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'")]
    [TestCase("spec/externalTrafficPolicy=\"Local\"", "spec.externalTrafficPolicy: Invalid value: \"Local\": may only be set for externally-accessible services")]
    [TestCase("spec/internalTrafficPolicy=\"Near\"", "spec.internalTrafficPolicy: Unsupported value: \"Near\": supported values: \"Cluster\", \"Local\"")]
    [TestCase("spec/trafficDistribution=\"Near\"", "spec.trafficDistribution: Unsupported value: \"Near\": supported values: \"PreferClose\", \"PreferSameZone\", \"PreferSameNode\"")]
    public void Create(string change, params string[] errors) => Assert.That(Rig.Create(change), Is.EqualTo(errors));

    [Test]
    public void Addresses_stay()
    {
        Assert.That(Rig.Update("spec/clusterIP=\"10.96.0.6\"", "spec/clusterIPs=[\"10.96.0.6\"]"), Is.EqualTo(new[] { "spec.clusterIPs[0]: Invalid value: [\"10.96.0.6\"]: may not change once set" }));
        Assert.That(Rig.Update("spec/clusterIP-", "spec/clusterIPs-"), Is.EqualTo(new[] { "spec.clusterIPs[0]: Invalid value: null: primary clusterIP can not be unset" }));
    }

    [TestCase("a.example.com/x=\"1\"", ExpectedResult = 0)]
    public int Annotations_are_free(string change) => Rig.Create($"metadata/annotations/{change.Replace("/", "~", StringComparison.Ordinal)}").Count;
}
