using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The newer names of the conformance list under 'ResourceQuota'.</summary>
internal sealed class ResourceQuotaTests
{
    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private readonly string _namespace = $"e2e-{Guid.NewGuid():N}"[..12];

    private string Quotas => $"/api/v1/namespaces/{_namespace}/resourcequotas";

    [OneTimeSetUp]
    public Task Create() => SharedCluster.Cluster.Kubectl("1.36").RunAsync("create", "namespace", _namespace);

    [OneTimeTearDown]
    public async Task Delete()
    {
        _api.Dispose();
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("delete", "namespace", _namespace, "--timeout=90s");
    }

    [Test]
    public async Task Lifecycle()
    {
        const string Label = "quota=lifecycle";
        (await _api.PostAsync(Quotas, Quota("cycle", "lifecycle", "1", "500Mi"))).Is(201);
        Assert.That((await _api.GetAsync($"/api/v1/resourcequotas?labelSelector={Label}")).Json["items"]!.AsArray(), Has.Count.EqualTo(1));

        var patched = (await _api.PatchAsync($"{Quotas}/cycle", """{"metadata":{"labels":{"cycle":"patched"}},"spec":{"hard":{"memory":"750Mi"}}}""")).Is(200).Json;
        Assert.That((string)patched["spec"]!["hard"]!["memory"]!, Is.EqualTo("750Mi"));
        Assert.That((string)patched["spec"]!["hard"]!["cpu"]!, Is.EqualTo("1"));

        (await _api.DeleteAsync($"{Quotas}?labelSelector={Label}")).Is(200);
        (await _api.GetAsync($"{Quotas}/cycle")).Is(404);
    }

    [Test]
    public async Task Status_follows_the_spec_and_may_be_patched_and_replaced()
    {
        (await _api.PostAsync(Quotas, Quota("status", "status", "1", "500Mi"))).Is(201);
        await HardIsAsync("cpu", "1");

        (await _api.PatchAsync($"{Quotas}/status", """{"spec":{"hard":{"cpu":"2"}}}""")).Is(200);
        await HardIsAsync("cpu", "2");

        (await _api.PatchAsync($"{Quotas}/status/status", """{"status":{"hard":{"memory":"1Gi"}}}""")).Is(200);

        // The controller has the last word.
        await HardIsAsync("memory", "500Mi");
        await _api.UpdateAsync($"{Quotas}/status/status",
            static now => now["metadata"]!["annotations"] = new System.Text.Json.Nodes.JsonObject { ["tried"] = "yes" });
    }

    private Task HardIsAsync(string resource, string amount) => Eventually.ThatAsync(
        async () => (string?)(await _api.GetAsync($"{Quotas}/status")).Json["status"]?["hard"]?[resource], Is.EqualTo(amount), $"{resource} in the status");

    private static string Quota(string name, string label, string cpu, string memory) => $$"""
        {"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"{{name}}","labels":{"quota":"{{label}}"} },
         "spec":{"hard":{"cpu":"{{cpu}}","memory":"{{memory}}"} } }
        """;
}
