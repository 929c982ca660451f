using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.PodSecurity;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission.PodSecurity;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PodSecurityAdmissionTests
{
    private const string OnHost = """{"hostNetwork":true,"containers":[{"name":"c","image":"i"}]}""";
    private const string Why = "host namespaces (hostNetwork=true)";

    private readonly ObjectsInMemory _objects = new();
    private readonly Dictionary<string, string> _notes = [];
    private readonly PodSecurityCounts _counts = new();

    private static string NamespaceJson(string name, string labels) =>
        $$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{name}}}","labels":{ {{{labels}}} } } }""";

    private static string Labels(params string[] pairs) => string.Join(",", pairs.Select(pair => pair.Split('=')).Select(pair => $"\"pod-security.kubernetes.io/{pair[0]}\":\"{pair[1]}\""));

    private static Document Pod(string spec, string image = "i", string name = "a") => ObjectsInMemory.Parse(
        $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"{{name}}"},"spec":{{spec}}}""".Replace("\"i\"", $"\"{image}\"", StringComparison.Ordinal));

    private static Document Deployment(string spec) => ObjectsInMemory.Parse(
        $$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"namespace":"web","name":"a"},"spec":{"template":{"spec":{{spec}} } } }""");

    private AdmissionRequest Send(Document document, Document? old = null, PodSecurityConfiguration? configuration = null, string user = "jane")
    {
        var request = new AdmissionRequest
        {
            Verb = old is null ? AdmissionVerb.Create : AdmissionVerb.Update,
            Kind = document.Schema,
            Namespace = document.Namespace,
            Name = document.Name,
            Object = document,
            Old = old,
            User = new UserInfo(user),
            Annotations = _notes,
        };
        var plugin = new PodSecurityAdmission(_objects, configuration ?? new PodSecurityConfiguration(), _counts, TimeProvider.System);
        Assert.That(plugin.Handles(request));
        plugin.ValidateAsync(request, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return request;
    }

    private string Note(string name) => _notes.GetValueOrDefault("pod-security.kubernetes.io/" + name, "");

    [Test]
    public void A_pod_that_breaks_the_enforced_standard_is_refused_without_warnings()
    {
        _objects.Put(NamespaceJson("web", Labels("enforce=baseline", "enforce-version=v1.30", "warn=baseline")));

        var refusal = Assert.Throws<ApiException>(() => Send(Pod(OnHost)))!;

        Assert.That(refusal.Message, Is.EqualTo($"pods \"a\" is forbidden: violates PodSecurity \"baseline:v1.30\": {Why}"));
        Assert.That((Note("enforce-policy"), Note("audit-violations")), Is.EqualTo(("baseline:v1.30", "")));
    }

    [Test]
    public void Judgements_are_counted()
    {
        _objects.Put(NamespaceJson("web", Labels("enforce=baseline", "enforce-version=v1.30", "warn=restricted")));
        Assert.Throws<ApiException>(() => Send(Pod(OnHost)));
        Send(Deployment(OnHost));
        Send(Pod(OnHost), configuration: new PodSecurityConfiguration { ExemptUsers = new HashSet<string> { "jane" } });
        var text = new Foundation.Metrics.MetricText();

        _counts.Write(text);

        Assert.That(text.ToString().Split('\n'), Is.SupersetOf(new[]
        {
            """pod_security_evaluations_total{decision="deny",policy_level="baseline",policy_version="v1.30",mode="enforce",request_operation="create",resource="pod",subresource=""} 1""",
            """pod_security_evaluations_total{decision="deny",policy_level="restricted",policy_version="latest",mode="warn",request_operation="create",resource="controller",subresource=""} 1""",
            """pod_security_exemptions_total{request_operation="create",resource="pod",subresource=""} 1""",
        }));
    }

    [Test]
    public void Pods_are_warned_about_and_noted_by_their_own_standards()
    {
        _objects.Put(NamespaceJson("web", Labels("audit=baseline", "warn=restricted", "warn-version=v1.0")));

        var request = Send(Pod(OnHost));

        Assert.That(request.Warnings.Single(), Does.StartWith($"would violate PodSecurity \"restricted:v1.0\": {Why}, runAsNonRoot"));
        Assert.That((Note("enforce-policy"), Note("audit-violations")), Is.EqualTo(("privileged:latest", $"would violate PodSecurity \"baseline:latest\": {Why}")));
    }

    [Test]
    public void A_workload_is_warned_about_by_what_is_enforced_and_never_refused()
    {
        _objects.Put(NamespaceJson("web", Labels("enforce=baseline", "audit=baseline")));

        var request = Send(Deployment(OnHost));

        Assert.That(request.Warnings, Is.EqualTo(new[] { $"would violate PodSecurity \"baseline:latest\": {Why}" }));
        Assert.That((Note("enforce-policy"), Note("audit-violations")), Is.EqualTo(("", $"would violate PodSecurity \"baseline:latest\": {Why}")));
    }

    [Test]
    public void A_change_of_a_pod_is_judged_when_it_brings_another_image()
    {
        _objects.Put(NamespaceJson("web", Labels("enforce=baseline")));

        Assert.That(() => Send(Pod(OnHost), Pod(OnHost)), Throws.Nothing);
        Assert.That(() => Send(Pod(OnHost, "new"), Pod(OnHost)), Throws.TypeOf<ApiException>());
    }

    [Test]
    public void Labels_that_make_no_sense_refuse_pods_and_are_noted()
    {
        _objects.Put(NamespaceJson("web", Labels("enforce=strict", "audit=loud")));

        Assert.That(() => Send(Pod(OnHost)), Throws.TypeOf<ApiException>().With.Message.Contains("violates PodSecurity \"restricted:latest\""));
        Assert.That(Note("error"), Does.StartWith("Failed to parse policy: metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"strict\""));
    }

    [TestCase("web", "", "", ExpectedResult = "namespace")]
    [TestCase("", "jane", "", ExpectedResult = "user")]
    [TestCase("", "", "kata", ExpectedResult = "runtimeClass")]
    public string Who_is_exempt_may_do_everything(string ns, string user, string runtime)
    {
        _objects.Put(NamespaceJson("web", Labels("enforce=restricted")));
        Send(Pod("""{"runtimeClassName":"kata","hostNetwork":true,"containers":[]}"""), configuration: new PodSecurityConfiguration
        {
            ExemptNamespaces = new HashSet<string> { ns }, ExemptUsers = new HashSet<string> { user }, ExemptRuntimeClasses = new HashSet<string> { runtime },
        });
        return Note("exempt");
    }

    [Test]
    public void Defaults_hold_where_labels_say_nothing()
    {
        _objects.Put(NamespaceJson("web", "\"a\":\"b\""));
        var configuration = new PodSecurityConfiguration
        {
            Defaults = SecurityPolicy.Nothing with { Enforce = new SecurityStandard(SecurityLevel.Baseline, 33) },
        };

        Assert.That(() => Send(Pod(OnHost), configuration: configuration), Throws.TypeOf<ApiException>().With.Message.Contains("violates PodSecurity \"baseline:v1.33\""));
    }

    [Test]
    public void Labels_of_a_namespace_must_make_sense_when_they_are_new()
    {
        var bad = ObjectsInMemory.Parse(NamespaceJson("web", Labels("enforce=strict", "warn-version=1.30")));

        var refusal = Assert.Throws<ApiException>(() => Send(bad))!;

        Assert.That(refusal.Message, Is.EqualTo(
            "Namespace \"web\" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"strict\": must be one of privileged, baseline, restricted, "
            + "metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: \"1.30\": must be \"latest\" or \"v1.x\"]"));
        Assert.That(() => Send(bad, bad), Throws.Nothing);
    }

    [Test]
    public void Who_makes_a_namespace_stricter_is_told_of_the_pods_that_would_be_refused()
    {
        foreach (var name in new[] { "c", "b", "a" })
        {
            _objects.Put(Pod(OnHost, name: name).Root.ToString());
        }

        _objects.Put(Pod("""{"hostPID":true,"containers":[{"name":"c","securityContext":{"privileged":true}}]}""", name: "d").Root.ToString());
        _objects.Put(Pod("""{"containers":[{"name":"c"}]}""", name: "good").Root.ToString());
        var before = ObjectsInMemory.Parse(NamespaceJson("web", ""));
        var after = ObjectsInMemory.Parse(NamespaceJson("web", Labels("enforce=baseline")));

        Assert.That(Send(after, before).Warnings, Is.EqualTo(new[]
        {
            "existing pods in namespace \"web\" violate the new PodSecurity enforce level \"baseline:latest\"",
            "a (and 2 other pods): host namespaces",
            "d: host namespaces, privileged",
        }));
        Assert.That(Send(before, after).Warnings, Is.Empty);
        Assert.That(Send(after, after).Warnings, Is.Empty);
    }

    [Test]
    public void The_policy_of_an_exempt_namespace_has_no_effect_and_its_author_is_told()
    {
        var ns = ObjectsInMemory.Parse(NamespaceJson("web", Labels("enforce=baseline", "audit=restricted")));

        Assert.That(Send(ns, configuration: new PodSecurityConfiguration { ExemptNamespaces = new HashSet<string> { "web" } }).Warnings, Is.EqualTo(new[]
        {
            "namespace \"web\" is exempt from Pod Security, and the policy (enforce=baseline:latest, audit=restricted:latest) will be ignored",
        }));
    }
}
