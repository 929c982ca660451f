using System.Text.Json.Nodes;
using LightKube.EndToEnd.Rig;

namespace LightKube.EndToEnd.Conformance;

/// <summary>'Servers with support for API chunking' of the conformance list, but for the five minutes' wait for a compaction, which the server's own tests skip.</summary>
internal sealed class ChunkingTests
{
    private const int Objects = 40;
    private const int Chunk = 17;

    private readonly Api _api = new(SharedCluster.Cluster.KubeConfig);
    private readonly string _namespace = $"e2e-{Guid.NewGuid():N}"[..12];

    private string Templates => $"/api/v1/namespaces/{_namespace}/podtemplates";

    [OneTimeSetUp]
    public async Task Create()
    {
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("create", "namespace", _namespace);
        for (var i = 0; i < Objects; i++)
        {
            (await _api.PostAsync(Templates, $$"""
                {"apiVersion":"v1","kind":"PodTemplate","metadata":{"name":"template-{{i:0000}}"},"template":{"spec":{"containers":[{"name":"c","image":"i"}] } } }
                """)).Is(201);
        }
    }

    [OneTimeTearDown]
    public async Task Delete()
    {
        _api.Dispose();
        await SharedCluster.Cluster.Kubectl("1.36").RunAsync("delete", "namespace", _namespace, "--timeout=90s");
    }

    [Test]
    public async Task Chunks_make_up_the_list_as_it_was()
    {
        var names = new List<string>();
        var next = "";
        var version = "";
        do
        {
            var page = (await _api.GetAsync($"{Templates}?limit={Chunk}&continue={Uri.EscapeDataString(next)}")).Is(200).Json;
            names.AddRange(page["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!));
            var seen = (string)page["metadata"]!["resourceVersion"]!;
            Assert.That(version, Is.AnyOf("", seen), "every chunk is of the same version");
            version = seen;
            next = (string?)page["metadata"]!["continue"] ?? "";
            var remaining = (long?)page["metadata"]!["remainingItemCount"] ?? 0;
            Assert.That(remaining, Is.EqualTo(Objects - names.Count));

            // What comes later is not part of it.
            await _api.PostAsync(Templates, $$"""
                {"apiVersion":"v1","kind":"PodTemplate","metadata":{"name":"template-{{names.Count:0000}}-later"},"template":{"spec":{"containers":[{"name":"c","image":"i"}] } } }
                """);
        }
        while (next.Length > 0);

        Assert.That(names, Is.EqualTo(Enumerable.Range(0, Objects).Select(i => $"template-{i:0000}")));
    }

    [Test]
    public async Task Token_that_is_none_is_refused()
    {
        var answer = await _api.GetAsync($"{Templates}?limit={Chunk}&continue=nonsense");

        Assert.That((string)answer.Is(400).Json["reason"]!, Is.EqualTo("BadRequest"));
    }

    [Test]
    public async Task Kinds_without_metadata_are_no_tables()
    {
        var review = new JsonObject
        {
            ["apiVersion"] = "authorization.k8s.io/v1",
            ["kind"] = "SelfSubjectAccessReview",
            ["spec"] = new JsonObject { ["resourceAttributes"] = new JsonObject { ["verb"] = "list", ["resource"] = "pods" } },
        };

        var answer = await _api.SendAsync(
            HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review.ToJsonString(), Api.Json, "application/json;as=Table;g=meta.k8s.io;v=v1");

        answer.Is(406);
    }
}
