using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.PodSecurity;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission;

public sealed class PodSecurityTests
{
    private const string Hardened = """
        {"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
         "containers":[{"name":"c","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}
        """;

    [TestCase("privileged", """{"hostNetwork":true,"containers":[]}""", ExpectedResult = "")]
    [TestCase("baseline", """{"containers":[{"name":"c"}]}""", ExpectedResult = "")]
    [TestCase("baseline", """{"hostNetwork":true,"hostPID":true,"containers":[]}""", ExpectedResult = "host namespaces (hostNetwork=true, hostPID=true)")]
    [TestCase("baseline", """{"containers":[{"name":"c","securityContext":{"privileged":true}}]}""", ExpectedResult = "privileged (container \"c\" must not set securityContext.privileged=true)")]
    [TestCase("baseline", """{"containers":[{"name":"c","securityContext":{"capabilities":{"add":["NET_ADMIN","CHOWN"]}}}]}""", ExpectedResult = "non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in securityContext.capabilities.add)")]
    [TestCase("baseline", """{"volumes":[{"name":"v","hostPath":{"path":"/"}}],"containers":[]}""", ExpectedResult = "hostPath volumes (volume \"v\")")]
    [TestCase("baseline", """{"containers":[{"name":"c","ports":[{"containerPort":80,"hostPort":80}]}]}""", ExpectedResult = "hostPort (container \"c\" uses hostPort 80)")]
    [TestCase("baseline", """{"securityContext":{"sysctls":[{"name":"kernel.msgmax","value":"1"}]},"containers":[]}""", ExpectedResult = "forbidden sysctls (kernel.msgmax)")]
    [TestCase("restricted", Hardened, ExpectedResult = "")]
    [TestCase("restricted", """{"containers":[{"name":"a"},{"name":"b"}]}""", ExpectedResult =
        "allowPrivilegeEscalation != false (containers \"a\", \"b\" must set securityContext.allowPrivilegeEscalation=false), "
        + "unrestricted capabilities (containers \"a\", \"b\" must set securityContext.capabilities.drop=[\"ALL\"]), "
        + "runAsNonRoot != true (pod or containers \"a\", \"b\" must set securityContext.runAsNonRoot=true), "
        + "seccompProfile (pod or containers \"a\", \"b\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")")]
    public string Standards(string level, string spec)
    {
        var objects = Namespace($"\"pod-security.kubernetes.io/enforce\":\"{level}\"");
        var refusal = AdmissionRig.Refusal(() => new PodSecurityAdmission(objects).Create(Pod(spec)));
        const string Start = "pods \"a\" is forbidden: violates PodSecurity \"";
        return refusal.Length == 0 ? "" : refusal.Replace($"{Start}{level}:latest\": ", "", StringComparison.Ordinal);
    }

    [Test]
    public void A_workload_is_warned_about_and_not_refused()
    {
        var objects = Namespace("\"pod-security.kubernetes.io/enforce\":\"baseline\",\"pod-security.kubernetes.io/warn\":\"baseline\"");
        var deployment = ObjectsInMemory.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"web","name":"a"},"spec":{"template":{"spec":{"hostNetwork":true,"containers":[]}}}}
            """);

        var request = new PodSecurityAdmission(objects).Send(AdmissionVerb.Create, deployment, null);

        Assert.That(request.Warnings, Is.EqualTo(new[] { "would violate PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true)" }));
    }

    private static ObjectsInMemory Namespace(string labels)
    {
        var objects = new ObjectsInMemory();
        objects.Put($$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"web","labels":{{{{labels}}} } } }""");
        return objects;
    }

    private static string Pod(string spec) => $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},"spec":{{spec}}}""";
}
