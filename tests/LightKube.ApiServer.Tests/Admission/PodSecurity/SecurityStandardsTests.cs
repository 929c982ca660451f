using LightKube.ApiServer.Admission.PodSecurity;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission.PodSecurity;

[Parallelizable(ParallelScope.All)]
public sealed class SecurityStandardsTests
{
    private const string Hardened = """
        {"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
         "containers":[{"name":"c","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}
        """;

    private static string Container(string security) => $$"""{"containers":[{"name":"c","securityContext":{{security}}}]}""";

    private static string Violations(string level, string version, string spec, string annotations = "{}")
    {
        var pod = ObjectsInMemory.Parse($$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","annotations":{{annotations}}},"spec":{{spec}}}""");
        var standard = new SecurityStandard(SecurityStandard.ParseLevel(level)!.Value, SecurityStandard.ParseVersion(version)!.Value);
        return Violation.Details(SecurityStandards.Violations(standard, PodTemplates.PodOf(pod)!));
    }

    private static IEnumerable<TestCaseData> Baseline()
    {
        yield return new("""{"containers":[{"name":"c"}]}""") { ExpectedResult = "" };
        yield return new("""{"hostNetwork":true,"hostPID":true,"containers":[]}""") { ExpectedResult = "host namespaces (hostNetwork=true, hostPID=true)" };
        yield return new(Container("""{"privileged":true}""")) { ExpectedResult = "privileged (container \"c\" must not set securityContext.privileged=true)" };
        yield return new(Container("""{"capabilities":{"add":["NET_ADMIN","CHOWN"]}}"""))
        {
            ExpectedResult = "non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in securityContext.capabilities.add)",
        };
        yield return new("""{"volumes":[{"name":"v","hostPath":{"path":"/"}}],"containers":[]}""") { ExpectedResult = "hostPath volumes (volume \"v\")" };
        yield return new("""{"containers":[{"name":"a","ports":[{"containerPort":80,"hostPort":80}]},{"name":"b","ports":[{"containerPort":80,"hostPort":8080}]}]}""")
        {
            ExpectedResult = "hostPort (containers \"a\", \"b\" use hostPorts 80, 8080)",
        };
        yield return new("""{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"db","port":80}},"lifecycle":{"preStop":{"tcpSocket":{"host":"a","port":1}}}}]}""")
        {
            ExpectedResult = "probe or lifecycle host (container \"c\" uses probe or lifecycle hosts \"a\", \"db\")",
        };
        yield return new("""{"securityContext":{"appArmorProfile":{"type":"Unconfined"}},"containers":[]}""")
        {
            ExpectedResult = "forbidden AppArmor profile (pod must not set AppArmor profile type to \"Unconfined\")",
        };
        yield return new("""{"securityContext":{"seLinuxOptions":{"type":"spc_t","user":"u"}},"containers":[{"name":"c","securityContext":{"seLinuxOptions":{"role":"r"}}}]}""")
        {
            ExpectedResult = "seLinuxOptions (pod and container \"c\" set forbidden securityContext.seLinuxOptions: type \"spc_t\"; user may not be set; role may not be set)",
        };
        yield return new(Container("""{"procMount":"Unmasked"}""")) { ExpectedResult = "procMount (container \"c\" must not set securityContext.procMount to \"Unmasked\")" };
        yield return new("""{"hostUsers":false,"containers":[{"name":"c","securityContext":{"procMount":"Unmasked"}}]}""") { ExpectedResult = "" };
        yield return new(Container("""{"seccompProfile":{"type":"Unconfined"}}"""))
        {
            ExpectedResult = "seccompProfile (container \"c\" must not set securityContext.seccompProfile.type to \"Unconfined\")",
        };
        yield return new("""{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"},{"name":"net.ipv4.tcp_rmem","value":"1"}]},"containers":[]}""")
        {
            ExpectedResult = "forbidden sysctls (kernel.msgmax)",
        };
        yield return new(Container("""{"windowsOptions":{"hostProcess":true}}"""))
        {
            ExpectedResult = "hostProcess (container \"c\" must not set securityContext.windowsOptions.hostProcess=true)",
        };
    }

    [TestCaseSource(nameof(Baseline))]
    public string The_baseline_standard_forbids_known_ways_out_of_a_container(string spec) => Violations("baseline", "latest", spec);

    private static IEnumerable<TestCaseData> Restricted()
    {
        yield return new(Hardened) { ExpectedResult = "" };
        yield return new("""{"containers":[{"name":"a"},{"name":"b"}]}""")
        {
            ExpectedResult =
                "allowPrivilegeEscalation != false (containers \"a\", \"b\" must set securityContext.allowPrivilegeEscalation=false), "
                + "unrestricted capabilities (containers \"a\", \"b\" must set securityContext.capabilities.drop=[\"ALL\"]), "
                + "runAsNonRoot != true (pod or containers \"a\", \"b\" must set securityContext.runAsNonRoot=true), "
                + "seccompProfile (pod or containers \"a\", \"b\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
        };
        yield return new(Hardened.Replace("\"drop\":[\"ALL\"]", "\"drop\":[\"ALL\"],\"add\":[\"CHOWN\"]", StringComparison.Ordinal))
        {
            ExpectedResult = "unrestricted capabilities (container \"c\" must not include \"CHOWN\" in securityContext.capabilities.add)",
        };
        yield return new(Hardened.Replace("\"runAsNonRoot\":true", "\"runAsNonRoot\":true,\"runAsUser\":0", StringComparison.Ordinal)) { ExpectedResult = "runAsUser=0 (pod must not set runAsUser=0)" };
        yield return new(Hardened.Replace("\"runAsNonRoot\":true", "\"runAsNonRoot\":false", StringComparison.Ordinal))
        {
            ExpectedResult = "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)",
        };
        yield return new(Hardened.Replace("\"containers\"", "\"volumes\":[{\"name\":\"a\",\"nfs\":{}},{\"name\":\"b\",\"hostPath\":{}},{\"name\":\"c\",\"emptyDir\":{}}],\"containers\"", StringComparison.Ordinal))
        {
            ExpectedResult = "restricted volume types (volumes \"a\", \"b\" use restricted volume types \"hostPath\", \"nfs\")",
        };
        yield return new("""{"os":{"name":"windows"},"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""") { ExpectedResult = "" };
    }

    [TestCaseSource(nameof(Restricted))]
    public string The_restricted_standard_asks_for_hardening_too(string spec) => Violations("restricted", "latest", spec);

    [TestCase("baseline", "v1.26", """{"securityContext":{"sysctls":[{"name":"net.ipv4.ip_local_reserved_ports","value":"1"}]},"containers":[]}""", ExpectedResult = "forbidden sysctls (net.ipv4.ip_local_reserved_ports)")]
    [TestCase("baseline", "v1.27", """{"securityContext":{"sysctls":[{"name":"net.ipv4.ip_local_reserved_ports","value":"1"}]},"containers":[]}""", ExpectedResult = "")]
    [TestCase("baseline", "v1.30", """{"securityContext":{"seLinuxOptions":{"type":"container_engine_t"}},"containers":[]}""", ExpectedResult = "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type \"container_engine_t\")")]
    [TestCase("baseline", "v1.31", """{"securityContext":{"seLinuxOptions":{"type":"container_engine_t"}},"containers":[]}""", ExpectedResult = "")]
    [TestCase("baseline", "v1.33", """{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"db","port":80}}}]}""", ExpectedResult = "")]
    [TestCase("baseline", "v1.34", """{"hostUsers":false,"containers":[{"name":"c","securityContext":{"procMount":"Unmasked"}}]}""", ExpectedResult = "procMount (container \"c\" must not set securityContext.procMount to \"Unmasked\")")]
    [TestCase("restricted", "v1.7", """{"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c","securityContext":{"runAsUser":0}}]}""", ExpectedResult = "")]
    [TestCase("restricted", "v1.99", Hardened, ExpectedResult = "")]
    public string A_version_is_judged_by_what_its_release_knew(string level, string version, string spec) => Violations(level, version, spec);

    [Test]
    public void Profiles_were_annotations_once() => Assert.Multiple(() =>
    {
        const string Pod = """{"containers":[{"name":"c"}]}""";
        Assert.That(
            Violations("baseline", "v1.18", Pod, """{"seccomp.security.alpha.kubernetes.io/pod":"unconfined"}"""),
            Is.EqualTo("seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"unconfined\")"));
        Assert.That(Violations("baseline", "v1.19", Pod, """{"seccomp.security.alpha.kubernetes.io/pod":"unconfined"}"""), Is.Empty);
        Assert.That(
            Violations("baseline", "latest", Pod, """{"container.apparmor.security.beta.kubernetes.io/c":"unconfined"}"""),
            Is.EqualTo("forbidden AppArmor profile (annotation must not set AppArmor profile type to \"container.apparmor.security.beta.kubernetes.io/c=\"unconfined\"\")"));
    });

    [TestCase("latest", ExpectedResult = "restricted:latest")]
    [TestCase("v1.0", ExpectedResult = "restricted:v1.0")]
    [TestCase("v1.36", ExpectedResult = "restricted:v1.36")]
    [TestCase("v1.036", ExpectedResult = null)]
    [TestCase("1.36", ExpectedResult = null)]
    [TestCase("v2.0", ExpectedResult = null)]
    [TestCase("v1.", ExpectedResult = null)]
    public string? Versions(string text) =>
        SecurityStandard.ParseVersion(text) is { } minor ? new SecurityStandard(SecurityLevel.Restricted, minor).ToString() : null;
}
