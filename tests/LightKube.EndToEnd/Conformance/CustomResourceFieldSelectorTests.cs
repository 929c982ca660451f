using System.Text.Json.Nodes;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The name of the conformance list under 'CustomResourceFieldSelectors': custom objects are listed and watched by the fields that their definition names.</summary>
internal sealed class CustomResourceFieldSelectorTests
{
    private const string Group = "selectors.e2e.example.com";
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Shirts = $"/apis/{Group}/v1/namespaces/default/shirts";

    private readonly Api _api = new(SharedCluster.Extended.KubeConfig);

    [OneTimeSetUp]
    public async Task Define()
    {
        const string Definition = $$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"shirts.{{Group}}"},
             "spec":{"group":"{{Group}}","scope":"Namespaced","names":{"plural":"shirts","kind":"Shirt"},"versions":[
              {"name":"v1","served":true,"storage":true,"selectableFields":[{"jsonPath":".spec.color"},{"jsonPath":".spec.size"}],
               "schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
                "properties":{"color":{"type":"string"},"size":{"type":"string","enum":["S","M","L"]},"price":{"type":"integer"} } } } } } }] } }
            """;
        (await _api.PostAsync(Definitions, Definition)).Is(201);
        await SharedCluster.Extended.Kubectl("1.36").RunAsync("wait", "--for=condition=Established", $"crd/shirts.{Group}", "--timeout=30s");
        await CreateAsync("a", "blue", "S");
        await CreateAsync("b", "blue", "M");
        await CreateAsync("c", "green", "M");
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        await _api.DeleteAsync($"{Definitions}/shirts.{Group}");
        _api.Dispose();
    }

    [TestCase("spec.color=blue", "a,b")]
    [TestCase("spec.color!=blue", "c")]
    [TestCase("spec.color=blue,spec.size=M", "b")]
    [TestCase("metadata.name=c", "c")]
    [TestCase("spec.color=red", "")]
    public async Task Objects_are_listed_by_fields(string selector, string names)
    {
        var list = (await _api.GetAsync($"{Shirts}?fieldSelector={Uri.EscapeDataString(selector)}")).Is(200).Json;

        Assert.That(string.Join(',', list["items"]!.AsArray().Select(NameOf)), Is.EqualTo(names));
    }

    [Test]
    public async Task A_field_that_the_definition_does_not_name_is_refused()
    {
        (await _api.GetAsync($"{Shirts}?fieldSelector=spec.price%3D1")).Is(400);
    }

    [Test]
    public async Task An_object_enters_and_leaves_a_watch_with_its_fields()
    {
        var list = (await _api.GetAsync($"{Shirts}?fieldSelector=spec.color%3Dred")).Is(200).Json;
        await CreateAsync("d", "yellow", "L");
        (await _api.PatchAsync($"{Shirts}/d", """{"spec":{"color":"red"} }""")).Is(200);
        (await _api.PatchAsync($"{Shirts}/d", """{"spec":{"size":"S"} }""")).Is(200);
        (await _api.PatchAsync($"{Shirts}/d", """{"spec":{"color":"yellow"} }""")).Is(200);
        (await _api.DeleteAsync($"{Shirts}/d")).Is(200);

        var version = (string)list["metadata"]!["resourceVersion"]!;
        var watch = (await _api.GetAsync($"{Shirts}?watch=true&timeoutSeconds=2&fieldSelector=spec.color%3Dred&resourceVersion={version}")).Is(200);

        var events = watch.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonNode.Parse(line)!).ToList();
        Assert.That(events.Select(static change => (string)change["type"]!), Is.EqualTo(new[] { "ADDED", "MODIFIED", "DELETED" }));
        Assert.That(events.Select(static change => NameOf(change["object"])), Is.All.EqualTo("d"));
    }

    private static string NameOf(JsonNode? shirt) => (string)shirt!["metadata"]!["name"]!;

    private async Task CreateAsync(string name, string color, string size)
    {
        var shirt = $$"""{"apiVersion":"{{Group}}/v1","kind":"Shirt","metadata":{"name":"{{name}}"},"spec":{"color":"{{color}}","size":"{{size}}"} }""";
        (await _api.PostAsync(Shirts, shirt)).Is(201);
    }
}
