using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.ApiServer.Tests.Objects;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Admission.Policies;

/// <summary>On the real API server, which serves the same objects in several versions.</summary>
public sealed class PolicyVersionsTests
{
    private const string Autoscaler = """
        {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"namespace":"default","name":"a"},
         "spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d"},"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}
        """;

    private readonly RecordedLogs _logs = new();
    private RunningApiServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await RunningApiServer.StartAsync(_logs);

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _logs.Dispose();
    }

    private Task<Document> CreateAsync(string json) => _server.InProcess.CreateAsync(ObjectsInMemory.Parse(json), CancellationToken.None);

    private async Task PutAsync(string kind, string spec, string binding)
    {
        await CreateAsync($$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{kind}}AdmissionPolicy","metadata":{"name":"p"},"spec":{ {{spec}},
             "matchConstraints":{"resourceRules":[{"apiGroups":["autoscaling"],"apiVersions":["v1"],"operations":["CREATE"],"resources":["horizontalpodautoscalers"]}]} } }
            """);
        await CreateAsync($$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{kind}}AdmissionPolicyBinding","metadata":{"name":"b"},"spec":{"policyName":"p"{{binding}} } }
            """);
    }

    [Test]
    public async Task Expressions_see_the_object_in_the_version_that_the_policy_names()
    {
        await PutAsync(
            "Validating",
            "\"validations\":[{\"expression\":\"object.spec.targetCPUUtilizationPercentage == 51 || request.resource.version != 'v1' || request.requestResource.version != 'v2'\",\"message\":\"seen as v1\"}]",
            ",\"validationActions\":[\"Deny\"]");

        Assert.That(() => CreateAsync(Autoscaler), Throws.TypeOf<ApiException>().With.Message.Contains("seen as v1"));
    }

    [Test]
    public async Task Mutations_are_made_in_the_version_that_the_policy_names_and_stored_in_the_one_that_was_sent()
    {
        await PutAsync(
            "Mutating",
            "\"reinvocationPolicy\":\"Never\",\"mutations\":[{\"patchType\":\"ApplyConfiguration\",\"applyConfiguration\":{\"expression\":\"Object{spec: Object.spec{targetCPUUtilizationPercentage: 70}}\"}}]",
            "");

        var made = await CreateAsync(Autoscaler);

        var target = made.Root.GetMap("spec")!.GetList("metrics")![0].AsMap!.GetMap("resource")!.GetMap("target")!;
        Assert.That((made.Root.GetString("apiVersion"), target["averageUtilization"].AsInt), Is.EqualTo(("autoscaling/v2", 70L)));
    }

    [TestCase("serviceaccounts", "token", "TokenRequest", """{"spec":{}}""")]
    [TestCase("pods", "binding", "Binding", """{"target":{"name":"n"}}""")]
    [TestCase("pods", "eviction", "Eviction", """{"metadata":{"name":"default"}}""")]
    public async Task What_is_posted_to_a_subresource_is_judged_as_what_it_is(string resource, string subresource, string kind, string body)
    {
        await CreateAsync("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"default","name":"default"}}""");
        await CreateAsync("""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"default"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await CreateAsync($$"""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicy","metadata":{"name":"p"},"spec":{
             "validations":[{"expression":"false","messageExpression":"request.kind.kind + ' to ' + request.resource.resource + '/' + request.subResource"}],
             "matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["{{resource}}/{{subresource}}"]}]} } }
            """);
        await CreateAsync("""
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"ValidatingAdmissionPolicyBinding","metadata":{"name":"b"},"spec":{"policyName":"p","validationActions":["Deny"]}}
            """);

        var parent = resource == "pods" ? Pod.Schema : ServiceAccount.Schema;
        Assert.That(
            () => _server.InProcess.PostAsync(parent, new ObjectKey("default", "default"), subresource, JsonText.Parse(body).AsMap!, CancellationToken.None),
            Throws.TypeOf<ApiException>().With.Message.EndsWith($"denied request: {kind} to {resource}/{subresource}"));
    }
}
