namespace LightKube.ApiServer.Tests.Validation;

public sealed class NetworkingValidationTests
{
    private static readonly ValidationRig Ingress = new($$$"""
        {"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{{{{ValidationRig.Stored("web")}}}},
         "spec":{"rules":[{"host":"a.example.com","http":{"paths":[{"path":"/","pathType":"Prefix","backend":{"service":{"name":"web","port":{"number":80} } } }]} }]} }
        """);

    private static readonly ValidationRig IngressClass = new($$$"""
        {"apiVersion":"networking.k8s.io/v1","kind":"IngressClass","metadata":{{{{ValidationRig.Stored("web", null)}}}},"spec":{"controller":"acme.io/web"}}
        """);

    private static readonly ValidationRig Policy = new($$$"""
        {"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{{{{ValidationRig.Stored("web")}}}},
         "spec":{"podSelector":{},"ingress":[{"from":[{"ipBlock":{"cidr":"10.0.0.0/8","except":["10.1.0.0/16"]}}],"ports":[{"port":80}]}]}}
        """);

    private static readonly ValidationRig Slice = new($$$"""
        {"apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice","metadata":{{{{ValidationRig.Stored("web")}}}},
         "addressType":"IPv4","endpoints":[{"addresses":["10.0.0.1"]}],"ports":[{"name":"a","port":80}]}
        """);

    private static readonly ValidationRig Endpoints = new($$$"""
        {"apiVersion":"v1","kind":"Endpoints","metadata":{{{{ValidationRig.Stored("web")}}}},"subsets":[{"addresses":[{"ip":"10.0.0.1"}],"ports":[{"port":80}]}]}
        """);

    private const string Path = "spec/rules/0/http/paths/0/";
    private const string At = "spec.rules[0].http.paths[0].";

    [Test]
    public void The_bases_are_valid()
    {
        foreach (var rig in new[] { Ingress, IngressClass, Policy, Slice, Endpoints })
        {
            Assert.That(rig.Create(), Is.Empty);
            Assert.That(rig.Update("metadata/labels/a=\"b\""), Is.Empty);
        }
    }

    [TestCase("spec/rules-", "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified")]
    [TestCase("spec/rules/0/host=\"10.0.0.1\"", "spec.rules[0].host: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address")]
    [TestCase("spec/rules/0/host=\"*.a.*.com\"", "spec.rules[0].host: Invalid value: \"*.a.*.com\": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')")]
    [TestCase("spec/rules/0/http/paths=[]", "spec.rules[0].http.paths: Required value")]
    [TestCase(Path + "pathType-", At + "pathType: Required value: pathType must be specified")]
    [TestCase(Path + "pathType=\"Glob\"", At + "pathType: Unsupported value: \"Glob\": supported values: \"Exact\", \"ImplementationSpecific\", \"Prefix\"")]
    [TestCase(Path + "path=\"a\"", At + "path: Invalid value: \"a\": must be an absolute path")]
    [TestCase(Path + "path=\"/a//b\"", At + "path: Invalid value: \"/a//b\": must not contain '//'")]
    [TestCase(Path + "backend={}", At + "backend: Invalid value: \"\": resource or service backend is required")]
    [TestCase(Path + "backend/service/name-", At + "backend.service.name: Required value")]
    [TestCase(Path + "backend/service/port={}", At + "backend: Required value: port name or number is required")]
    [TestCase(Path + "backend/service/port={\"name\":\"a\",\"number\":1}", At + "backend: Invalid value: \"\": cannot set both port name & port number")]
    public void Ingresses(string change, params string[] errors) => Assert.That(Ingress.Create(change), Is.EqualTo(errors));

    [TestCase("spec/controller=\"web\"", "spec.controller: Invalid value: \"web\": must be a domain-prefixed path (such as \"acme.io/foo\")")]
    [TestCase("spec/parameters={\"kind\":\"\",\"name\":\"x\",\"scope\":\"Namespace\"}", "spec.parameters.kind: Required value: kind is required", "spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'")]
    public void IngressClasses(string change, params string[] errors) => Assert.That(IngressClass.Create(change), Is.EqualTo(errors));

    [Test]
    public void A_classs_controller_stays() =>
        Assert.That(IngressClass.Update("spec/controller=\"acme.io/other\""), Is.EqualTo(new[] { "spec.controller: Invalid value: \"acme.io/other\": field is immutable" }));

    [TestCase("spec/ingress/0/from=[{}]", "spec.ingress[0].from[0]: Required value: must specify a peer")]
    [TestCase("spec/ingress/0/from/0/ipBlock/cidr=\"x\"", "spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"x\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)")]
    [TestCase("spec/ingress/0/from/0/ipBlock/except=[\"11.0.0.0/16\"]", "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`")]
    [TestCase("spec/ingress/0/from/0/podSelector={}", "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer")]
    [TestCase("spec/ingress/0/ports/0/endPort=79", "spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`")]
    [TestCase("spec/policyTypes=[\"All\"]", "spec.policyTypes: Unsupported value: \"All\": supported values: \"Egress\", \"Ingress\"")]
    public void Policies(string change, params string[] errors) => Assert.That(Policy.Create(change), Is.EqualTo(errors));

    [TestCase("addressType-", "addressType: Required value")]
    [TestCase("endpoints/0/addresses=[]", "endpoints[0].addresses: Required value: must contain at least 1 address")]
    [TestCase("endpoints/0/addresses=[\"::1\"]", "endpoints[0].addresses[0]: Invalid value: \"::1\": must be an IPv4 address", "endpoints[0].addresses[0]: Invalid value: \"::1\": may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [TestCase("ports/+={\"name\":\"a\",\"port\":81}", "ports[1].name: Duplicate value: \"a\"")]
    public void Slices(string change, params string[] errors) => Assert.That(Slice.Create(change), Is.EqualTo(errors));

    [TestCase("subsets/0/addresses-", "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`")]
    [TestCase("subsets/0/addresses/0/ip=\"169.254.0.1\"", "subsets[0].addresses[0].ip: Invalid value: \"169.254.0.1\": may not be in the link-local range (169.254.0.0/16, fe80::/10)")]
    [TestCase("subsets/0/ports/0/port=0", "subsets[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive")]
    public void Endpoint(string change, params string[] errors) => Assert.That(Endpoints.Create(change), Is.EqualTo(errors));
}
