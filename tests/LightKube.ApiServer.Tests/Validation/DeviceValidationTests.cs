namespace LightKube.ApiServer.Tests.Validation;

public sealed class DeviceValidationTests
{
    private const string Subdomain =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
        + "alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private static readonly Dictionary<string, ValidationRig> Rigs = new()
    {
        ["Claim"] = new($$$"""{"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaim","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"devices":{"requests":[{"name":"gpu","exactly":{"deviceClassName":"c","allocationMode":"ExactCount","count":1}}]} } }"""),
        ["Template"] = new($$$"""{"apiVersion":"resource.k8s.io/v1","kind":"ResourceClaimTemplate","metadata":{{{{ValidationRig.Stored("x")}}}},"spec":{"spec":{"devices":{"requests":[{"name":"gpu","exactly":{"deviceClassName":"c","allocationMode":"All"}}]} } } }"""),
        ["Class"] = new($$$"""{"apiVersion":"resource.k8s.io/v1","kind":"DeviceClass","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"selectors":[{"cel":{"expression":"true"}}]}}"""),
        ["Slice"] = new($$$"""{"apiVersion":"resource.k8s.io/v1","kind":"ResourceSlice","metadata":{{{{ValidationRig.Stored("x", null)}}}},"spec":{"driver":"a.io","nodeName":"n","pool":{"name":"p","generation":1,"resourceSliceCount":1},"devices":[{"name":"d"}]}}"""),
    };

    [Test]
    public void The_bases_are_valid()
    {
        foreach (var (kind, rig) in Rigs)
        {
            Assert.That(rig.Create(), Is.Empty, kind);
            Assert.That(rig.Update("metadata/labels/a=\"b\""), Is.Empty, kind);
        }
    }

    [TestCase("Claim", "spec/devices/requests/0/name=\"\"", "spec.devices.requests[0].name: Required value")]
    [TestCase("Claim", "spec/devices/requests/0/exactly-", "spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required")]
    [TestCase("Claim", "spec/devices/requests/0/exactly/deviceClassName=\"\"", "spec.devices.requests[0].exactly.deviceClassName: Required value")]
    [TestCase("Claim", "spec/devices/requests/0/exactly/allocationMode=\"Some\"", "spec.devices.requests[0].exactly.allocationMode: Unsupported value: \"Some\": supported values: \"All\", \"ExactCount\"")]
    [TestCase("Claim", "spec/devices/requests/0/exactly/count=-1", "spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero")]
    [TestCase("Claim", "spec/devices/requests/+={\"name\":\"gpu\",\"exactly\":{\"deviceClassName\":\"c\",\"allocationMode\":\"All\"}}", "spec.devices.requests[1].name: Duplicate value: \"gpu\"")]
    [TestCase("Claim", "spec/devices/constraints=[{\"requests\":[\"no\"],\"matchAttribute\":\"a.io~b\"}]", "spec.devices.constraints[0].requests[0]: Invalid value: \"no\": must be the name of a request in the claim or the name of a request and a subrequest separated by '/'", "spec.devices.constraints[0].matchAttribute: Invalid value: \"a.io~b\": must include a domain")]
    [TestCase("Claim", "spec/devices/constraints=[{}]", "spec.devices.constraints[0]: Required value: one of: matchAttribute, distinctAttribute")]
    [TestCase("Class", "spec/selectors/0/cel/expression=\"\"", "spec.selectors[0].cel.expression: Required value")]
    [TestCase("Class", "spec/config=[{}]", "spec.config[0].opaque: Required value")]
    [TestCase("Slice", "spec/driver=\"\"", "spec.driver: Required value", "spec.driver: Invalid value: \"\": " + Subdomain)]
    [TestCase("Slice", "spec/pool/name=\"\"", "spec.pool.name: Required value")]
    [TestCase("Slice", "spec/pool/resourceSliceCount=0", "spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero")]
    [TestCase("Slice", "spec/nodeName-", "spec: Required value: exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required")]
    [TestCase("Slice", "spec/devices/0/taints=[{\"key\":\"a\",\"effect\":\"Bad\"}]", "spec.devices[0].taints[0].effect: Unsupported value: \"Bad\": supported values: \"NoExecute\", \"NoSchedule\", \"None\"")]
    public void Create(string kind, string change, params string[] errors) => Assert.That(Rigs[kind].Create(change), Is.EqualTo(errors));

    [TestCase("Slice", "spec/nodeName=\"m\"", "spec.nodeName: Invalid value: \"m\": field is immutable")]
    [TestCase("Slice", "spec/driver=\"b.io\"", "spec.driver: Invalid value: \"b.io\": field is immutable")]
    public void Update(string kind, string change, string error) => Assert.That(Rigs[kind].Update(change), Is.EqualTo(new[] { error }));

    [TestCase("Claim", "spec/devices/requests/0/name=\"other\"")]
    [TestCase("Template", "spec/spec/devices/requests/0/name=\"other\"")]
    public void Specs_do_not_change(string kind, string change) => Assert.That(Rigs[kind].Update(change).Single(), Does.StartWith("spec: Invalid value: ").And.EndsWith(": field is immutable"));
}
