using LightKube.Api.Core.V1;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Client;
using LightKube.Testing.Builders;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Registry;

/// <summary>Objects of one template share what is equal, and are judged all the same.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class RecentSiblingsTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Test]
    public async Task Replicas_share_what_is_equal()
    {
        using var logs = new RecordedLogs();
        await using var server = await StartAsync(logs);

        var first = await server.InProcess.CreateAsync(PodOf("a"), Never);
        var second = await server.InProcess.CreateAsync(PodOf("b"), Never);

        Assert.That(second.Map.GetMap("spec"), Is.SameAs(first.Map.GetMap("spec")));
        Assert.That(second.Metadata.Name, Is.EqualTo("b"));
        Assert.That(second.Metadata.Uid, Is.Not.EqualTo(first.Metadata.Uid));
    }

    [Test]
    public async Task What_differs_is_its_own()
    {
        using var logs = new RecordedLogs();
        await using var server = await StartAsync(logs);

        var first = await server.InProcess.CreateAsync(PodOf("a"), Never);
        var other = await server.InProcess.CreateAsync(PodOf("b", """{"name":"main","image":"other:v1"}"""), Never);

        Assert.That(other.Spec.Containers[0].Image, Is.EqualTo("other:v1"));
        Assert.That(first.Spec.Containers[0].Image, Is.EqualTo("app:v1"));
        Assert.That(other.Map.GetMap("spec")!.GetList("tolerations"), Is.SameAs(first.Map.GetMap("spec")!.GetList("tolerations")));
    }

    [Test]
    public async Task Change_of_one_replica_leaves_the_other_as_it_was()
    {
        using var logs = new RecordedLogs();
        await using var server = await StartAsync(logs);
        var first = await server.InProcess.CreateAsync(PodOf("a"), Never);
        var second = await server.InProcess.CreateAsync(PodOf("b"), Never);

        var patch = new Patch(PatchType.StrategicMerge, JsonText.Parse("""{"spec":{"containers":[{"name":"main","image":"app:v2"}]}}"""));
        await server.InProcess.PatchAsync<Pod>(second.Key, patch, Never);

        var kept = await server.InProcess.GetAsync<Pod>(first.Key, Never);
        Assert.That(kept.Spec.Containers[0].Image, Is.EqualTo("app:v1"));
    }

    // Each is wrong for what its sibling's rules do not say.
    [TestCase("""{"name":"main","image":"app:v1","ports":[{"containerPort":0}]}""", "", "spec.containers[0].ports[0].containerPort")]
    [TestCase("""{"name":"main","image":"app:v1"}""", """{"container.apparmor.security.beta.kubernetes.io/none":"runtime/default"}""", "metadata.annotations")]
    public async Task Invalid_replica_of_a_valid_one_is_refused(string container, string annotations, string field)
    {
        using var logs = new RecordedLogs();
        await using var server = await StartAsync(logs);
        await server.InProcess.CreateAsync(PodOf("a"), Never);

        var refused = Assert.ThrowsAsync<ApiException>(() => server.InProcess.CreateAsync(PodOf("b", container, annotations), Never));

        Assert.That(refused!.Code, Is.EqualTo(422));
        Assert.That(refused.Causes.Select(static cause => cause.Field), Has.Some.StartsWith(field));
    }

    [Test]
    public async Task Claims_that_are_called_after_the_pod_are_judged_for_each()
    {
        const string Volumes = """
            ,"volumes":[{"name":"v","ephemeral":{"volumeClaimTemplate":{"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}}},
            {"name":"w","persistentVolumeClaim":{"claimName":"b-v"}}]
            """;
        using var logs = new RecordedLogs();
        await using var server = await StartAsync(logs);
        await server.InProcess.CreateAsync(PodOf("a", more: Volumes), Never);

        var refused = Assert.ThrowsAsync<ApiException>(() => server.InProcess.CreateAsync(PodOf("b", more: Volumes), Never));

        Assert.That(refused!.Causes.Select(static cause => cause.Field), Has.Some.StartsWith("spec.volumes["));
    }

    // Somebody in the process follows pods, so that they stay decoded.
    private static async Task<RunningApiServer> StartAsync(RecordedLogs logs)
    {
        var server = await RunningApiServer.StartAsync(logs);
        await server.InProcess.CreateAsync(new ServiceAccount { Metadata = { Name = "default", Namespace = "default" } }, Never);
        await foreach (var _ in server.InProcess.WatchAsync(Pod.Schema, new ListQuery { SendInitialEvents = true }, Never))
        {
            break;
        }

        return server;
    }

    private static Pod PodOf(string name, string container = """{"name":"main","image":"app:v1"}""", string annotations = "", string more = "") =>
        new(JsonText.Parse($$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{name}}","namespace":"default","annotations":{{(annotations.Length == 0 ? "{}" : annotations)}}},
             "spec":{"automountServiceAccountToken":false,"containers":[{{container}}]{{more}} } }
            """).AsMap!);
}
