using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The names of the conformance list under 'FieldValidation': unknown and duplicate fields, of built-in kinds and of custom ones.</summary>
internal sealed class FieldValidationTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string Group = "validation.e2e.example.com";

    private readonly Api _api = new(SharedCluster.Extended.KubeConfig);

    [OneTimeSetUp]
    public async Task Define()
    {
        await DefineAsync("closed", """{"type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"}}}}}""");
        await DefineAsync("open", """{"type":"object","x-kubernetes-preserve-unknown-fields":true}""");
        await DefineAsync("half", """
            {"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true,
              "properties":{"size":{"type":"integer"},"template":{"type":"object","x-kubernetes-embedded-resource":true,
                "properties":{"metadata":{"type":"object"},"spec":{"type":"object"}}}}}}}
            """);
    }

    [OneTimeTearDown]
    public async Task Remove()
    {
        foreach (var plural in new[] { "closeds", "opens", "halfs" })
        {
            await _api.DeleteAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.{Group}");
        }

        _api.Dispose();
    }

    // Built-in kinds: the answer's code, and what its message or its warnings have to say.
    [TestCase("Strict", 400, "unknown field \"spec.unknown\"")]
    [TestCase("Strict", 400, "duplicate field \"spec.replicas\"")]
    [TestCase("Warn", 201, "unknown field \"spec.unknown\"")]
    [TestCase("Warn", 201, "duplicate field \"spec.replicas\"")]
    [TestCase("Ignore", 201, "")]
    public async Task Fields_of_a_built_in_kind(string mode, int code, string said)
    {
        const string Spec = """
            "spec":{"unknown":1,"replicas":0,"replicas":0,"selector":{"matchLabels":{"a":"b"}},
              "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}
            """;
        var body = $$"""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{Name()}}"},{{Spec}}}""";

        var answer = (await _api.PostAsync($"{Deployments}?fieldValidation={mode}&dryRun=All", body)).Is(code);

        AssertSaid(answer, code, said);
    }

    [TestCase("unknownMeta", "unknown field \"metadata.unknownMeta\"")]
    public async Task Metadata_of_a_built_in_kind(string field, string said)
    {
        var body = $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{Name()}}}","{{{field}}}":"x"}}""";

        var answer = await _api.PostAsync("/api/v1/namespaces/default/configmaps?fieldValidation=Strict&dryRun=All", body);

        AssertSaid(answer.Is(400), 400, said);
    }

    [TestCase("closed", """{"size":1}""", "Strict", 201, "")]
    [TestCase("closed", """{"size":1,"foo":2}""", "Strict", 400, "unknown field \"spec.foo\"")]
    [TestCase("closed", """{"size":1,"foo":2}""", "Warn", 201, "unknown field \"spec.foo\"")]
    [TestCase("closed", """{"size":1,"foo":2}""", "Ignore", 201, "")]
    [TestCase("open", """{"anything":{"goes":true}}""", "Strict", 201, "")]
    [TestCase("half", """{"size":1,"size":2,"foo":1,"foo":2}""", "Strict", 400, "duplicate field \"spec.size\"")]
    [TestCase("half", """{"size":1,"foo":1,"foo":2}""", "Strict", 400, "duplicate field \"spec.foo\"")]
    [TestCase("half", """{"template":{"apiVersion":"v1","kind":"X","metadata":{"unknownSub":1}}}""", "Strict", 400, "unknown field \"spec.template.metadata.unknownSub\"")]
    public async Task Fields_of_a_custom_kind(string kind, string spec, string mode, int code, string said)
    {
        var body = $$"""{"apiVersion":"{{Group}}/v1","kind":"{{Kind(kind)}}","metadata":{"name":"{{Name()}}"},"spec":{{spec}}}""";

        var answer = (await _api.PostAsync($"/apis/{Group}/v1/namespaces/default/{kind}s?fieldValidation={mode}&dryRun=All", body)).Is(code);

        AssertSaid(answer, code, said);
    }

    [TestCase("closed", """{"size":1}""", 201)]
    [TestCase("closed", """{"size":1,"foo":2}""", 500, ".spec.foo: field not declared in schema")]
    [TestCase("open", """{"anything":{"goes":true}}""", 201)]
    public async Task Apply_is_as_strict(string kind, string spec, int code, string said = "")
    {
        var name = Name();
        var body = $$"""{"apiVersion":"{{Group}}/v1","kind":"{{Kind(kind)}}","metadata":{"name":"{{name}}"},"spec":{{spec}}}""";

        var answer = await _api.PatchAsync($"/apis/{Group}/v1/namespaces/default/{kind}s/{name}?fieldValidation=Strict&fieldManager=e2e&dryRun=All", body, Api.Apply);

        Assert.That(answer.Is(code).Body, Does.Contain(said));
    }

    private static void AssertSaid(Api.Answer answer, int code, string said)
    {
        var told = code < 400 ? string.Join('\n', answer.Warnings).Replace("\\\"", "\"", StringComparison.Ordinal) : (string)answer.Json["message"]!;
        Assert.That(told, said.Length > 0 ? Does.Contain(said) : Is.Empty);
    }

    private static string Kind(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Name() => $"e2e-{Guid.NewGuid():N}"[..12];

    private async Task DefineAsync(string name, string schema)
    {
        var definition = $$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{name}}s.{{Group}}"},
             "spec":{"group":"{{Group}}","scope":"Namespaced","names":{"plural":"{{name}}s","singular":"{{name}}","kind":"{{Kind(name)}}"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{{schema}} } }] } }
            """;
        (await _api.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)).Is(201);
        await SharedCluster.Extended.Kubectl("1.36").RunAsync("wait", "--for=condition=Established", $"crd/{name}s.{Group}", "--timeout=30s");
    }
}
