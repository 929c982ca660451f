using System.Net;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Tests.Wire;

[TestFixture(WireRig.Json)]
[TestFixture(WireRig.Protobuf)]
[TestFixture(WireRig.Cbor)]
internal sealed class EncodingTests(string mediaType)
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";

    private WireRig _rig = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _rig = await WireRig.StartAsync();
        await _rig.SendAsync(HttpMethod.Post, "/api/v1/namespaces", WireRig.Json, Map("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default"}}"""));
    }

    [OneTimeTearDown]
    public ValueTask StopAsync() => _rig.DisposeAsync();

    [Test]
    public async Task Every_verb_speaks_it()
    {
        var (created, type, _) = await _rig.SendAsync(HttpMethod.Post, ConfigMaps, mediaType, ConfigMap("verbs", "one"));
        Assert.That((created, type), Is.EqualTo((HttpStatusCode.Created, mediaType)));

        var (_, got) = await _rig.CallAsync(HttpMethod.Get, $"{ConfigMaps}/verbs", mediaType);
        Assert.That(got.GetMap("data")!.GetString("key"), Is.EqualTo("one"));
        Assert.That(got.GetString("kind"), Is.EqualTo("ConfigMap"));

        got.GetMap("data")!.Set("key", "two");
        var (updated, next) = await _rig.CallAsync(HttpMethod.Put, $"{ConfigMaps}/verbs", mediaType, got);
        Assert.That((updated, next.GetMap("data")!.GetString("key")), Is.EqualTo((HttpStatusCode.OK, "two")));

        var (_, patched) = await _rig.CallAsync(HttpMethod.Patch, $"{ConfigMaps}/verbs", mediaType, Map("""{"data":{"key":"three"}}"""), "application/merge-patch+json");
        Assert.That(patched.GetMap("data")!.GetString("key"), Is.EqualTo("three"));

        var options = Map("""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"another"}}""");
        var (refused, conflict) = await _rig.CallAsync(HttpMethod.Delete, $"{ConfigMaps}/verbs", mediaType, options);
        Assert.That((refused, conflict.GetString("reason")), Is.EqualTo((HttpStatusCode.Conflict, "Conflict")));

        options.Remove("preconditions");
        var (deleted, status) = await _rig.CallAsync(HttpMethod.Delete, $"{ConfigMaps}/verbs", mediaType, options);
        Assert.That((deleted, status.GetString("status"), status.GetMap("details")!.GetString("name")), Is.EqualTo((HttpStatusCode.OK, "Success", "verbs")));
    }

    [Test]
    public async Task A_list_is_made_of_the_items()
    {
        foreach (var name in new[] { "list-a", "list-b", "list-c" })
        {
            await _rig.SendAsync(HttpMethod.Post, ConfigMaps, mediaType, ConfigMap(name, new string('x', 300), "list"));
        }

        var (status, whole) = await _rig.CallAsync(HttpMethod.Get, $"{ConfigMaps}?labelSelector=app%3Dlist", mediaType);
        Assert.That(status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((whole.GetString("kind"), whole.GetString("apiVersion")), Is.EqualTo(("ConfigMapList", "v1")));
        Assert.That(Names(whole), Is.EqualTo(new[] { "list-a", "list-b", "list-c" }));
        Assert.That(whole.GetList("items")![2].AsMap!.GetMap("data")!.GetString("key"), Has.Length.EqualTo(300));

        var (_, page) = await _rig.CallAsync(HttpMethod.Get, $"{ConfigMaps}?labelSelector=app%3Dlist&limit=2", mediaType);
        Assert.That(Names(page), Is.EqualTo(new[] { "list-a", "list-b" }));
        Assert.That(page.GetMap("metadata")!.GetString("continue"), Is.Not.Empty);

        var (_, none) = await _rig.CallAsync(HttpMethod.Get, $"{ConfigMaps}?labelSelector=app%3Dnone", mediaType);
        Assert.That(Names(none), Is.Empty);
    }

    [Test]
    public async Task Metadata_alone_comes_in_it()
    {
        await _rig.SendAsync(HttpMethod.Post, ConfigMaps, mediaType, ConfigMap("partial", "one", "partial"));

        var (_, one) = await _rig.CallAsync(HttpMethod.Get, $"{ConfigMaps}/partial", $"{mediaType};as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
        Assert.That((one.GetString("kind"), one.GetString("apiVersion"), one.Contains("data")), Is.EqualTo(("PartialObjectMetadata", "meta.k8s.io/v1", false)));
        Assert.That(one.GetMap("metadata")!.GetString("name"), Is.EqualTo("partial"));

        var (_, list) = await _rig.CallAsync(HttpMethod.Get, $"{ConfigMaps}?labelSelector=app%3Dpartial", $"{mediaType};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        Assert.That(list.GetString("kind"), Is.EqualTo("PartialObjectMetadataList"));
        Assert.That(Names(list), Is.EqualTo(new[] { "partial" }));
    }

    [Test]
    public async Task A_watch_streams_events_and_errors()
    {
        await _rig.SendAsync(HttpMethod.Post, ConfigMaps, mediaType, ConfigMap("watched", "one", "watch"));
        using var watch = await _rig.WatchAsync($"{ConfigMaps}?watch=true&labelSelector=app%3Dwatch", mediaType);
        Assert.That(watch.ContentType, Is.EqualTo(mediaType switch
        {
            WireRig.Protobuf => "application/vnd.kubernetes.protobuf;stream=watch",
            WireRig.Cbor => "application/cbor-seq",
            _ => mediaType,
        }));

        Assert.That(await NextAsync(watch), Is.EqualTo(("ADDED", "watched", "one")));
        await _rig.SendAsync(HttpMethod.Patch, $"{ConfigMaps}/watched", mediaType, Map("""{"data":{"key":"two"}}"""), "application/merge-patch+json");
        Assert.That(await NextAsync(watch), Is.EqualTo(("MODIFIED", "watched", "two")));
        await _rig.SendAsync(HttpMethod.Patch, $"{ConfigMaps}/watched", mediaType, Map("""{"metadata":{"labels":{"app":"other"}}}"""), "application/merge-patch+json");
        Assert.That(await NextAsync(watch), Is.EqualTo(("DELETED", "watched", "two")));
        await _rig.SendAsync(HttpMethod.Patch, $"{ConfigMaps}/watched", mediaType, Map("""{"metadata":{"labels":{"app":"watch"}}}"""), "application/merge-patch+json");
        Assert.That(await NextAsync(watch), Is.EqualTo(("ADDED", "watched", "two")));
        await _rig.SendAsync(HttpMethod.Delete, $"{ConfigMaps}/watched", mediaType);
        Assert.That(await NextAsync(watch), Is.EqualTo(("DELETED", "watched", "two")));
    }

    [Test]
    public async Task An_error_comes_in_it()
    {
        var (status, missing) = await _rig.CallAsync(HttpMethod.Get, $"{ConfigMaps}/missing", mediaType);

        Assert.That(status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That((missing.GetString("kind"), missing.GetString("reason"), missing["code"].AsInt), Is.EqualTo(("Status", "NotFound", 404L)));
        Assert.That(missing.GetMap("details")!.GetString("name"), Is.EqualTo("missing"));
    }

    [TestCase("/api", "APIVersions")]
    [TestCase("/apis", "APIGroupList")]
    [TestCase("/apis/apps", "APIGroup")]
    [TestCase("/apis/apps/v1", "APIResourceList")]
    [TestCase("/api/v1", "APIResourceList")]
    public async Task Discovery_comes_in_it(string path, string kind)
    {
        var (status, type, bytes) = await _rig.SendAsync(HttpMethod.Get, path, mediaType);

        Assert.That((status, type), Is.EqualTo((HttpStatusCode.OK, mediaType)));
        Assert.That(WireRig.Decode(type, bytes).GetString("kind"), Is.EqualTo(kind));
    }

    [Test]
    public async Task Discovery_in_one_document_comes_in_it()
    {
        var (_, type, bytes) = await _rig.SendAsync(HttpMethod.Get, "/apis", $"{mediaType};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");

        Assert.That(type, Is.EqualTo($"{mediaType};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"));
        Assert.That(WireRig.Decode(mediaType, bytes).GetList("items")!.Count, Is.GreaterThan(10));
    }

    [Test]
    public async Task A_client_that_accepts_no_answer_is_told_before_anything_is_done()
    {
        var (status, type, _) = await _rig.SendAsync(HttpMethod.Post, ConfigMaps, "image/png", ConfigMap($"unasked-{mediaType.Length}", "one"), mediaType);
        var (then, _) = await _rig.CallAsync(HttpMethod.Get, $"{ConfigMaps}/unasked-{mediaType.Length}", mediaType);

        Assert.That((status, type, then), Is.EqualTo((HttpStatusCode.NotAcceptable, "application/json", HttpStatusCode.NotFound)));
    }

    [Test]
    public async Task Questions_and_subresources_speak_it()
    {
        var (asked, review) = await _rig.CallAsync(HttpMethod.Post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", mediaType, Map(
            """{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"get","resource":"pods"}}}"""));
        Assert.That((asked, review.GetMap("status")!["allowed"].AsBool), Is.EqualTo((HttpStatusCode.Created, true)));

        await _rig.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", mediaType, Map("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"sa"}}"""));
        var (issued, token) = await _rig.CallAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/sa/token", mediaType, Map(
            """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","metadata":{},"spec":{"audiences":["a"],"expirationSeconds":3600}}"""));
        Assert.That((issued, token.GetMap("status")!.GetString("token")), Is.EqualTo((HttpStatusCode.Created, token.GetMap("status")!.GetString("token"))));
        Assert.That(token.GetMap("status")!.GetString("token"), Is.Not.Empty);

        await _rig.SendAsync(HttpMethod.Post, "/apis/apps/v1/namespaces/default/deployments", mediaType, Map(
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
             "spec":{"containers":[{"name":"c","image":"i"}]}}}}
            """));
        var (_, scale) = await _rig.CallAsync(HttpMethod.Get, "/apis/apps/v1/namespaces/default/deployments/d/scale", mediaType);
        scale.GetMap("spec")!.Set("replicas", 3);
        var (scaled, answer) = await _rig.CallAsync(HttpMethod.Put, "/apis/apps/v1/namespaces/default/deployments/d/scale", mediaType, scale);
        Assert.That((scaled, answer.GetString("kind"), answer.GetMap("spec")!["replicas"].AsInt), Is.EqualTo((HttpStatusCode.OK, "Scale", 3L)));
    }

    private static async Task<(string Type, string? Name, string? Key)?> NextAsync(WireRig.WatchReader watch) =>
        await watch.NextAsync() is { } e ? (e.Type, e.Object.GetMap("metadata")!.GetString("name"), e.Object.GetMap("data")!.GetString("key")) : null;

    private static string?[] Names(DocMap list) =>
        (list.GetList("items") ?? new DocList()).Items.ToArray().Select(item => item.AsMap!.GetMap("metadata")!.GetString("name")).ToArray();

    private static DocMap ConfigMap(string name, string value, string app = "none") => Map(
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","labels":{"app":"{{{app}}}"}},"data":{"key":"{{{value}}}"}}""");

    private static DocMap Map(string json) => JsonText.Parse(json).AsMap!;
}
