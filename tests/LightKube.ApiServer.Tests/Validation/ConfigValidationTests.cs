namespace LightKube.ApiServer.Tests.Validation;

public sealed class ConfigValidationTests
{
    private const string ConfigKey = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

    private static readonly Dictionary<string, ValidationRig> Rigs = new()
    {
        ["ConfigMap"] = new($$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{{{{ValidationRig.Stored("x")}}}},"data":{"a":"b"}}"""),
        ["Secret"] = new($$$"""{"apiVersion":"v1","kind":"Secret","metadata":{{{{ValidationRig.Stored("x")}}}},"type":"Opaque","data":{"a":"Yg=="}}"""),
        ["ServiceAccount"] = new($$$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{{{{ValidationRig.Stored("x")}}}}}"""),
        ["Namespace"] = new($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"finalizers":["kubernetes"]}}"""),
        ["Node"] = new($$$"""{"apiVersion":"v1","kind":"Node","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"podCIDRs":["10.0.0.0/24"]},"status":{"capacity":{"cpu":"1"} } }"""),
        ["ResourceQuota"] = new($$$"""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"hard":{"pods":"1"} } }"""),
        ["LimitRange"] = new($$$"""{"apiVersion":"v1","kind":"LimitRange","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"limits":[{"type":"Container","max":{"cpu":"2"},"min":{"cpu":"1"}}]}}"""),
    };

    [Test]
    public void The_bases_are_valid()
    {
        foreach (var rig in Rigs.Values)
        {
            Assert.That(rig.Create(), Is.Empty);
            Assert.That(rig.Update("metadata/labels/a=\"b\""), Is.Empty);
        }
    }

    [TestCase("ConfigMap", "data/a b=\"c\"", "data[a b]: Invalid value: \"a b\": " + ConfigKey)]
    [TestCase("ConfigMap", "data/..x=\"c\"", "data[..x]: Invalid value: \"..x\": must not start with '..'")]
    [TestCase("ConfigMap", "binaryData/a=\"Yg==\"", "data[a]: Invalid value: \"a\": duplicate of key present in binaryData")]
    [TestCase("Secret", "data/a b=\"Yg==\"", "data[a b]: Invalid value: \"a b\": " + ConfigKey)]
    [TestCase("Secret", "type=\"kubernetes.io/tls\"", "data[tls.crt]: Required value", "data[tls.key]: Required value")]
    [TestCase("Secret", "type=\"kubernetes.io/dockerconfigjson\"", "data[.dockerconfigjson]: Required value")]
    [TestCase("Secret", "type=\"kubernetes.io/basic-auth\"", "data[username]: Required value", "data[password]: Required value")]
    [TestCase("Secret", "type=\"kubernetes.io/ssh-auth\"", "data[ssh-privatekey]: Required value")]
    [TestCase("Secret", "type=\"kubernetes.io/service-account-token\"", "metadata.annotations[kubernetes.io/service-account.name]: Required value")]
    [TestCase("Namespace", "metadata/name=\"a.b\"", "metadata.name: Invalid value: \"a.b\": must not contain dots")]
    [TestCase("Node", "spec/taints=[{\"key\":\"a\",\"effect\":\"No\"}]", "metadata.taints[0].effect: Unsupported value: \"No\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"")]
    [TestCase("Node", "spec/taints=[{\"key\":\"a\",\"effect\":\"NoExecute\"},{\"key\":\"a\",\"effect\":\"NoExecute\"}]", "metadata.taints[1]: Duplicate value: {\"Key\":\"a\",\"Value\":\"\",\"Effect\":\"NoExecute\",\"TimeAdded\":null}: taints must be unique by key and effect pair")]
    [TestCase("Node", "spec/podCIDRs=[\"10.0.0.1/24\"]", "spec.podCIDRs[0]: Invalid value: \"10.0.0.1/24\": must not have bits set beyond the prefix length")]
    [TestCase("ResourceQuota", "spec/hard={\"gold\":\"1\"}", "spec.hard[gold]: Invalid value: \"gold\": must be a standard resource type or fully qualified", "spec.hard[gold]: Invalid value: \"gold\": must be a standard resource for quota")]
    [TestCase("ResourceQuota", "spec/hard={\"pods\":\"1500m\"}", "spec.hard[pods]: Invalid value: \"1500m\": must be an integer")]
    [TestCase("ResourceQuota", "spec/scopes=[\"BestEffort\",\"NotBestEffort\"]", "spec.scopes: Invalid value: [\"BestEffort\",\"NotBestEffort\"]: conflicting scopes")]
    [TestCase("ResourceQuota", "spec/scopeSelector={\"matchExpressions\":[{\"scopeName\":\"PriorityClass\",\"operator\":\"In\"}]}", "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")]
    [TestCase("LimitRange", "spec/limits/0/min={\"cpu\":\"3\"}", "spec.limits[0].min[cpu]: Invalid value: \"3\": min value 3 is greater than max value 2", "spec.limits[0].defaultRequest[cpu]: Invalid value: \"2\": min value 3 is greater than default request value 2", "spec.limits[0].default[cpu]: Invalid value: \"3\": min value 3 is greater than default value 2")]
    [TestCase("LimitRange", "spec/limits/0/type=\"Thing\"", "spec.limits[0].type: Invalid value: \"Thing\": must be a standard limit type or fully qualified")]
    public void Create(string kind, string change, params string[] errors) => Assert.That(Rigs[kind].Create(change), Is.EqualTo(errors));

    [TestCase("ConfigMap", "immutable=true", "data/a=\"c\"", "data: Forbidden: field is immutable when `immutable` is set")]
    [TestCase("ConfigMap", "immutable=true", "immutable=false", "immutable: Forbidden: field is immutable when `immutable` is set")]
    [TestCase("Secret", "immutable=true", "data/a=\"Yw==\"", "data: Forbidden: field is immutable when `immutable` is set")]
    [TestCase("Secret", "metadata/labels/a=\"b\"", "type=\"mine\"", "type: Invalid value: \"mine\": field is immutable")]
    [TestCase("Node", "metadata/labels/a=\"b\"", "spec/podCIDRs=[\"10.0.1.0/24\"]", "spec.podCIDRs: Forbidden: node updates may not change podCIDR except from \"\" to valid")]
    [TestCase("Node", "spec/providerID=\"a\"", "spec/providerID=\"b\"", "spec.providerID: Forbidden: node updates may not change providerID except from \"\" to valid")]
    [TestCase("ResourceQuota", "metadata/labels/a=\"b\"", "spec/scopes=[\"Terminating\"]", "spec.scopes: Invalid value: [\"Terminating\"]: field is immutable")]
    public void Update(string kind, string before, string change, string error) => Assert.That(Rigs[kind].UpdateOf([before], change), Is.EqualTo(new[] { error }));

    [Test]
    public void Finalizers_of_a_namespace_are_qualified() => Assert.That(
        Rigs["Namespace"].UpdateThrough("finalize", [], "spec/finalizers=[\"mine\"]"),
        Is.EqualTo(new[] { "spec.finalizers[0]: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified" }));

    [Test]
    public void Nothing_new_holds_what_is_being_deleted() => Assert.That(
        Rigs["ConfigMap"].UpdateOf(["metadata/deletionTimestamp=\"2026-01-02T03:04:05Z\""], "metadata/finalizers=[\"a.io/b\",\"a.io/a\"]"),
        Is.EqualTo(new[] { "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"a.io/a\", \"a.io/b\"}" }));

    [Test]
    public void Too_much_is_too_long()
    {
        Assert.That(Rigs["ConfigMap"].Create($"data/big=\"{new string('x', 1024 * 1024)}\""), Is.EqualTo(new[] { "[]: Too long: may not be more than 1048576 bytes" }));
        Assert.That(Rigs["ConfigMap"].Create($"metadata/annotations/big=\"{new string('x', 256 * 1024)}\""), Is.EqualTo(new[] { "metadata.annotations: Too long: may not be more than 262144 bytes" }));
    }
}
