using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>The newer name of the conformance list under 'Events': an event's life, through both of the groups that serve it.</summary>
internal sealed class EventTests
{
    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private readonly Kubectl _kubectl = SharedCluster.Cluster.Kubectl("1.36", $"events-{Guid.NewGuid():N}"[..14]);

    private string Core => $"/api/v1/namespaces/{_kubectl.Namespace}/events";

    private string Events => $"/apis/events.k8s.io/v1/namespaces/{_kubectl.Namespace}/events";

    [OneTimeSetUp]
    public Task Create() => _kubectl.RunAsync("create", "namespace", _kubectl.Namespace);

    [OneTimeTearDown]
    public async Task Delete()
    {
        _api.Dispose();
        await _kubectl.RunAsync("delete", "namespace", _kubectl.Namespace, "--timeout=90s");
    }

    [Test]
    public async Task Event_is_made_found_patched_updated_and_deleted()
    {
        (await _api.PostAsync(Core, $$"""
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"seen","labels":{"tried":"{{_kubectl.Namespace}}"} },"type":"Normal","reason":"Tried","message":"as it was",
             "involvedObject":{"kind":"Pod","name":"nobody","namespace":"{{_kubectl.Namespace}}"},"source":{"component":"e2e"},"count":1}
            """)).Is(201);

        var everywhere = (await _api.GetAsync($"/api/v1/events?labelSelector=tried={_kubectl.Namespace}")).Is(200).Json["items"]!.AsArray();
        Assert.That(everywhere, Has.Count.EqualTo(1));
        (await _api.PatchAsync($"{Core}/seen", """{"message":"as it is patched"}""")).Is(200);
        var other = (await _api.GetAsync($"{Events}/seen")).Is(200).Json;
        Assert.That((string)other["note"]!, Is.EqualTo("as it is patched"));
        Assert.That((string)other["regarding"]!["name"]!, Is.EqualTo("nobody"));
        var updated = await _api.UpdateAsync($"{Core}/seen", static now => now["series"] = System.Text.Json.Nodes.JsonNode.Parse(
            """{"count":3,"lastObservedTime":"2026-01-01T00:00:00.000001Z"}"""));
        Assert.That((int)updated["series"]!["count"]!, Is.EqualTo(3));

        (await _api.DeleteAsync($"{Core}?labelSelector=tried={_kubectl.Namespace}")).Is(200);
        Assert.That((await _api.GetAsync($"{Events}?labelSelector=tried={_kubectl.Namespace}")).Json["items"]!.AsArray(), Is.Empty);
    }
}
