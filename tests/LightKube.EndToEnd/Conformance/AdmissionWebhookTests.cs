using System.Text.Json.Nodes;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The names of the conformance list under 'AdmissionWebhook' that the suite of 1.20 does not have: match conditions; and what goes with them.</summary>
internal sealed class AdmissionWebhookTests
{
    private const string Configurations = "/apis/admissionregistration.k8s.io/v1";
    private const int Port = 18500;

    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private readonly string _namespace = $"e2e-{Guid.NewGuid():N}"[..12];
    private readonly List<string> _made = [];
    private NodeWebhook _hook = null!;

    private string Maps => $"/api/v1/namespaces/{_namespace}/configmaps";

    [OneTimeSetUp]
    public async Task StartWebhook()
    {
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("create", "namespace", _namespace);
        _hook = await NodeWebhook.StartAsync(SharedCluster.Cluster, _namespace, Port);
    }

    [TearDown]
    public async Task RemoveConfigurations()
    {
        foreach (var path in _made)
        {
            await _api.DeleteAsync(path);
        }

        _made.Clear();
    }

    [OneTimeTearDown]
    public async Task StopWebhook()
    {
        await _hook.DisposeAsync();
        _api.Dispose();
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("delete", "namespace", _namespace, "--timeout=90s");
    }

    [TestCase("Mutating")]
    [TestCase("Validating")]
    public async Task Should_be_able_to_create_and_update_webhook_configurations_with_match_conditions(string kind)
    {
        const string Condition = "{\"name\":\"expression-1\",\"expression\":\"object.metadata.namespace == 'production'\"}";
        const string Another = "{\"name\":\"expression-2\",\"expression\":\"object.metadata.namespace == 'staging'\"}";

        var path = await RegisterAsync(kind, "/allow", $"\"matchConditions\":[{Condition}]");
        Assert.That((string?)(await _api.GetAsync(path)).Is(200).Json["webhooks"]![0]!["matchConditions"]![0]!["expression"], Is.EqualTo("object.metadata.namespace == 'production'"));

        await _api.UpdateAsync(path, now => now["webhooks"]![0]!["matchConditions"]!.AsArray().Add(JsonNode.Parse(Another)));

        Assert.That(
            (await _api.GetAsync(path)).Is(200).Json["webhooks"]![0]!["matchConditions"]!.AsArray().Select(condition => (string?)condition!["name"]),
            Is.EqualTo(new[] { "expression-1", "expression-2" }));
    }

    [TestCase("Mutating")]
    [TestCase("Validating")]
    public async Task Should_reject_webhook_configurations_with_invalid_match_conditions(string kind)
    {
        var refused = (await _api.PostAsync(Plural(kind), Configuration(kind, "invalid", "/allow", "\"matchConditions\":[{\"name\":\"invalid-expression\",\"expression\":\"... [] bad expression\"}]"))).Is(422).Json;

        Assert.That((string?)refused["message"], Does.Contain("webhooks[0].matchConditions[0].expression: Invalid value: \"... [] bad expression\": compilation failed"));
    }

    [Test]
    public async Task Should_mutate_everything_except_skip_me_configmaps()
    {
        await RegisterAsync("Mutating", "/mutate", "\"matchConditions\":[{\"name\":\"skip-me\",\"expression\":\"object.metadata.name != 'skip-me'\"}]");

        var mutated = (await _api.PostAsync(Maps, Map("mutate-me"))).Is(201).Json;
        var skipped = (await _api.PostAsync(Maps, Map("skip-me"))).Is(201).Json;

        Assert.That(((string?)mutated["data"]!["mutated"], (string?)skipped["data"]!["mutated"]), Is.EqualTo(("yes", (string?)null)));
    }

    [Test]
    public async Task Conditions_see_who_asks_for_what()
    {
        await RegisterAsync("Validating", "/deny", "\"matchConditions\":[{\"name\":\"deletions\",\"expression\":\"request.operation == 'DELETE' && oldObject.data.key == 'kept'\"},{\"name\":\"people\",\"expression\":\"!('system:nodes' in request.userInfo.groups)\"}]");
        (await _api.PostAsync(Maps, Map("kept", "kept"))).Is(201);
        (await _api.PostAsync(Maps, Map("lost"))).Is(201);

        var refused = (await _api.DeleteAsync($"{Maps}/kept")).Is(403).Json;

        Assert.That((string?)refused["message"], Does.StartWith("admission webhook \"hook.e2e.example.com\" denied the request: the webhook refuses it"));
        (await _api.DeleteAsync($"{Maps}/lost")).Is(200);
    }

    [TestCase("Fail", 500)]
    [TestCase("Ignore", 201)]
    public async Task Should_honor_timeout(string policy, int code)
    {
        await RegisterAsync("Validating", "/slow", $"\"timeoutSeconds\":1,\"failurePolicy\":\"{policy}\"");

        var answer = (await _api.PostAsync(Maps, Map($"timeout-{code}"))).Is(code);

        if (code == 500)
        {
            Assert.That((string?)answer.Json["message"], Does.Contain("failed calling webhook \"hook.e2e.example.com\"").And.Contain("context deadline exceeded"));
        }
    }

    private static string Plural(string kind) => $"{Configurations}/{kind.ToLowerInvariant()}webhookconfigurations";

    private async Task<string> RegisterAsync(string kind, string path, string more)
    {
        var name = $"{_namespace}-{_made.Count}";
        (await _api.PostAsync(Plural(kind), Configuration(kind, name, path, more))).Is(201);
        _made.Add($"{Plural(kind)}/{name}");
        return _made[^1];
    }

    private string Configuration(string kind, string name, string path, string more) => $$$"""
        {"apiVersion":"admissionregistration.k8s.io/v1","kind":"{{{kind}}}WebhookConfiguration","metadata":{"name":"{{{name}}}"},"webhooks":[
          {"name":"hook.e2e.example.com","clientConfig":{{{_hook.At(path)}}},"sideEffects":"None","admissionReviewVersions":["v1"],{{{more}}},
           "namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"{{{_namespace}}}"} },
           "rules":[{"operations":["CREATE","DELETE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}]}
        """;

    private static string Map(string name, string value = "value") =>
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"key":"{{{value}}}"}}""";
}
