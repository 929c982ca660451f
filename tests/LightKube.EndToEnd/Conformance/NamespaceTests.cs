using System.Text.Json.Nodes;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The newer names of the conformance list under 'Namespaces' and 'OrderedNamespaceDeletion'.</summary>
internal sealed class NamespaceTests
{
    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private string _name = "";

    private string Path => $"/api/v1/namespaces/{_name}";

    [OneTimeTearDown]
    public void Dispose() => _api.Dispose();

    [SetUp]
    public async Task Create()
    {
        _name = $"e2e-{Guid.NewGuid():N}"[..12];
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("create", "namespace", _name);
    }

    [TearDown]
    public Task Delete() => SharedCluster.Cluster.Kubectl("1.36").RunAsync("delete", "namespace", _name, "--ignore-not-found", "--timeout=90s");

    [Test]
    public async Task Finalizer_holds_a_namespace_until_it_is_taken_off()
    {
        const string Finalizer = "e2e.example.com/hold";
        var made = (await _api.GetAsync(Path)).Json;
        made["spec"]!["finalizers"]!.AsArray().Add(JsonValue.Create(Finalizer));
        var held = (await _api.PutAsync($"{Path}/finalize", made.ToJsonString())).Is(200).Json;
        Assert.That(held["spec"]!["finalizers"]!.AsArray().Select(f => (string)f!), Is.EqualTo(new[] { "kubernetes", Finalizer }));

        (await _api.DeleteAsync(Path)).Is(200);
        await _api.WatchAsync($"/api/v1/namespaces?watch=true&fieldSelector=metadata.name={_name}",
            news => news["object"]!["spec"]!["finalizers"]?.AsArray().Select(f => (string)f!).SequenceEqual([Finalizer]) ?? false);
        Assert.That((string)(await _api.GetAsync(Path)).Json["status"]!["phase"]!, Is.EqualTo("Terminating"));

        await Eventually.ThatAsync(FinalizeAsync, Is.EqualTo(200), "the finalizer is taken off");
        await Eventually.ThatAsync(async () => (await _api.GetAsync(Path)).Code, Is.EqualTo(404), "the namespace has gone");
    }

    // Refused as outdated while the controller tells of its progress.
    private async Task<int> FinalizeAsync()
    {
        var waiting = (await _api.GetAsync(Path)).Json;
        waiting["spec"]!["finalizers"]!.AsArray().Clear();
        return (await _api.PutAsync($"{Path}/finalize", waiting.ToJsonString())).Code;
    }

    [Test]
    public async Task Labels_are_updated()
    {
        var made = (await _api.GetAsync(Path)).Json;
        made["metadata"]!["labels"]!["tried"] = "yes";

        var updated = (await _api.PutAsync(Path, made.ToJsonString())).Is(200).Json;

        Assert.That((string)updated["metadata"]!["labels"]!["tried"]!, Is.EqualTo("yes"));
        Assert.That((string)updated["metadata"]!["labels"]!["kubernetes.io/metadata.name"]!, Is.EqualTo(_name));
    }

    [Test]
    public async Task Status_is_patched_and_updated()
    {
        var condition = """{"type":"Tried","status":"True","reason":"E2E","message":"by a patch"}""";

        var patched = (await _api.PatchAsync($"{Path}/status", $$"""{"status":{"conditions":[{{condition}}]} }""")).Is(200).Json;

        Assert.That((string)patched["status"]!["conditions"]![0]!["message"]!, Is.EqualTo("by a patch"));
        patched["status"]!["conditions"]![0]!["message"] = "by an update";
        var updated = (await _api.PutAsync($"{Path}/status", patched.ToJsonString())).Is(200).Json;
        Assert.That((string)updated["status"]!["conditions"]![0]!["message"]!, Is.EqualTo("by an update"));
        Assert.That((string)updated["status"]!["phase"]!, Is.EqualTo("Active"));
    }

    [Test]
    public async Task Pods_go_first()
    {
        var kubectl = SharedCluster.Cluster.Kubectl("1.36", _name);
        await kubectl.RunAsync("wait", "--for=create", "serviceaccount/default", "--timeout=30s");
        await kubectl.ApplyAsync(Manifests.IdlePod("held").Replace("metadata:", "metadata:\n  finalizers: [e2e.example.com/hold]", StringComparison.Ordinal));
        await kubectl.RunAsync("create", "configmap", "needed", "--from-literal=key=value");

        await kubectl.RunAsync("delete", "namespace", _name, "--wait=false");

        var condition = (await _api.WatchAsync($"/api/v1/namespaces?watch=true&fieldSelector=metadata.name={_name}",
            news => news["object"]!["status"]!["conditions"]?.AsArray().Any(c => (string)c!["type"]! == "NamespaceContentRemaining" && (string)c["status"]! == "True") ?? false));
        Assert.That(condition.ToJsonString(), Does.Contain("pods"));
        (await _api.GetAsync($"{Path}/configmaps/needed")).Is(200);
        await kubectl.RunAsync("patch", "pod", "held", "--type=merge", "-p", """{"metadata":{"finalizers":null}}""");
        await Eventually.ThatAsync(async () => (await _api.GetAsync(Path)).Code, Is.EqualTo(404), "the namespace has gone");
    }
}
