using System.Text.Json.Nodes;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The names of the conformance list under 'CustomResourceConversionWebhook': custom objects are converted by a webhook behind a Service.</summary>
internal sealed class ConversionWebhookTests
{
    private const string Group = "conversion.e2e.example.com";
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const int Port = 18501;

    private readonly Api _api = new(SharedCluster.Extended.KubeConfig);
    private readonly string _namespace = $"e2e-{Guid.NewGuid():N}"[..12];
    private NodeWebhook _hook = null!;

    [OneTimeSetUp]
    public async Task Define()
    {
        await SharedCluster.Extended.Kubectl("1.36").RunAsync("create", "namespace", _namespace);
        _hook = await NodeWebhook.StartAsync(SharedCluster.Extended, _namespace, Port);
        (await _api.PostAsync(Definitions, $$$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"endpoints.{{{{Group}}}}"},
             "spec":{"group":"{{{{Group}}}}","scope":"Namespaced","names":{"plural":"endpoints","kind":"Endpoint"},
              "conversion":{"strategy":"Webhook","webhook":{"conversionReviewVersions":["v1"],"clientConfig":{{{{_hook.At("/convert")}}}}}},
              "versions":[{{{{Version("v1", storage: true, "hostPort")}}}},{{{{Version("v2", storage: false, "host", "port")}}}}]}}
            """)).Is(201);
        await SharedCluster.Extended.Kubectl("1.36").RunAsync("wait", "--for=condition=Established", $"crd/endpoints.{Group}", "--timeout=30s");
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        await _api.DeleteAsync($"{Definitions}/endpoints.{Group}");
        await _hook.DisposeAsync();
        _api.Dispose();
        await SharedCluster.Extended.Kubectl("1.36").RunAsync("delete", "namespace", _namespace, "--timeout=90s");
    }

    [Test]
    public async Task Should_be_able_to_convert_from_CR_v1_to_CR_v2()
    {
        (await _api.PostAsync(Objects("v1"), Object("v1", "one", "\"hostPort\":\"localhost:1234\""))).Is(201);

        Assert.That(Spec((await _api.GetAsync($"{Objects("v2")}/one")).Is(200).Json), Is.EqualTo("localhost 1234"));

        (await _api.PatchAsync($"{Objects("v2")}/one", """{"spec":{"port":"80"}}""")).Is(200);
        Assert.That((string?)(await _api.GetAsync($"{Objects("v1")}/one")).Is(200).Json["spec"]!["hostPort"], Is.EqualTo("localhost:80"));
    }

    [Test]
    public async Task Should_be_able_to_convert_a_non_homogeneous_list_of_CRs()
    {
        (await _api.PostAsync(Objects("v1"), Object("v1", "stored-as-v1", "\"hostPort\":\"a:1\""))).Is(201);
        await StoreAsync("v2");
        (await _api.PostAsync(Objects("v2"), Object("v2", "stored-as-v2", "\"host\":\"b\",\"port\":\"2\""))).Is(201);

        foreach (var version in new[] { "v1", "v2" })
        {
            var items = (await _api.GetAsync(Objects(version))).Is(200).Json["items"]!.AsArray().Where(item => ((string)item!["metadata"]!["name"]!).StartsWith("stored", StringComparison.Ordinal));
            Assert.That(items.Select(item => Spec(item!)), Is.EqualTo(version == "v1" ? new[] { "a:1", "b:2" } : ["a 1", "b 2"]), version);
        }

        await StoreAsync("v1");
    }

    private string Objects(string version) => $"/apis/{Group}/{version}/namespaces/{_namespace}/endpoints";

    private static string Object(string version, string name, string spec) =>
        $$$"""{"apiVersion":"{{{Group}}}/{{{version}}}","kind":"Endpoint","metadata":{"name":"{{{name}}}"},"spec":{ {{{spec}}} } }""";

    private static string Spec(JsonNode item) => (string?)item["spec"]!["hostPort"] ?? $"{item["spec"]!["host"]} {item["spec"]!["port"]}";

    private static string Version(string name, bool storage, params string[] fields) => $$$$"""
        {"name":"{{{{name}}}}","served":true,"storage":{{{{(storage ? "true" : "false")}}}},"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
         "properties":{ {{{{string.Join(',', fields.Select(field => $"\"{field}\":{{\"type\":\"string\"}}"))}}}} } } } } } }
        """;

    private Task<JsonNode> StoreAsync(string version) => _api.UpdateAsync($"{Definitions}/endpoints.{Group}", definition =>
    {
        foreach (var served in definition["spec"]!["versions"]!.AsArray())
        {
            served!["storage"] = (string?)served["name"] == version;
        }
    });
}
