using System.Net;
using System.Text;
using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Tests.CustomResources;
using LightKube.Testing.Logging;
using LightKube.Testing.Servers;

namespace LightKube.ApiServer.Tests.Apply;

/// <summary>Server-side apply and managedFields over HTTP.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ServerSideApplyTests
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string ApplyYaml = "application/apply-patch+yaml";
    private const string Merge = "application/merge-patch+json";

    private static string Map(string data) => $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"data":{{data}} }""";

    private static string Deployment(string spec) => $$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{ {{{{spec}}}}"selector":{"matchLabels":{"app":"web"}},
        "template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"main","image":"web:1","ports":[{"containerPort":80}]}]}} }}
        """;

    [Test]
    public async Task Apply_creates_what_is_missing_and_merges_into_what_is_there()
    {
        await using var api = await Api.StartAsync();
        var (code, created) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a", Map("""{"x":"1","y":"1"}"""), ApplyYaml);
        Assert.That((code, created.GetMap("data")!.ToString()), Is.EqualTo((201, """{"x":"1","y":"1"}""")));
        Assert.That(Owners(created), Is.EqualTo("""a Apply v1: {"f:data":{"f:x":{},"f:y":{}}}"""));

        (code, var changed) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a", Map("""{"x":"2"}"""), ApplyYaml);
        Assert.That((code, changed.GetMap("data")!.ToString()), Is.EqualTo((200, """{"x":"2"}""")));
    }

    [Test]
    public async Task Configurations_are_yaml()
    {
        await using var api = await Api.StartAsync();
        var (code, created) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a", "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: \"1\"\n", ApplyYaml);
        Assert.That((code, created.GetMap("data")!.ToString()), Is.EqualTo((201, """{"x":"1"}""")));
    }

    [Test]
    public async Task Applying_the_same_again_writes_nothing()
    {
        await using var api = await Api.StartAsync();
        var (_, first) = await api.PatchAsync($"{Deployments}/web?fieldManager=a", Deployment(""), ApplyYaml);
        var (code, second) = await api.PatchAsync($"{Deployments}/web?fieldManager=a", Deployment(""), ApplyYaml);
        Assert.That((code, second.ToString()), Is.EqualTo((200, first.ToString())));
    }

    [Test]
    public async Task Conflicts_are_a_409_with_causes()
    {
        await using var api = await Api.StartAsync();
        await api.PatchAsync($"{Deployments}/web?fieldManager=a", Deployment("\"replicas\":1,"), ApplyYaml);
        var (code, status) = await api.PatchAsync($"{Deployments}/web?fieldManager=b", Deployment("\"replicas\":2,"), ApplyYaml);
        Assert.That((code, status.GetString("reason"), status.GetString("message")),
            Is.EqualTo((409, "Conflict", "Apply failed with 1 conflict: conflict with \"a\": .spec.replicas")));
        Assert.That(status.GetMap("details")!.ToString(),
            Is.EqualTo("""{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"a\"","field":".spec.replicas"}]}"""));
        (code, var forced) = await api.PatchAsync($"{Deployments}/web?fieldManager=b&force=true", Deployment("\"replicas\":2,"), ApplyYaml);
        Assert.That((code, forced.GetMap("spec")!["replicas"].AsInt), Is.EqualTo((200, 2)));
    }

    [TestCase("", ApplyYaml, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch")]
    [TestCase("fieldManager=a&force=true", Merge, "PatchOptions.meta.k8s.io \"\" is invalid: force: Forbidden: may not be specified for non-apply patch")]
    [TestCase("fieldManager=a%07b", Merge, "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Invalid value: \"a\\ab\": invalid character U+0007 (at position 1)")]
    [TestCase("fieldManager=a&dryRun=Some", ApplyYaml, "PatchOptions.meta.k8s.io \"\" is invalid: dryRun: Unsupported value: \"Some\": supported values: \"All\"")]
    [TestCase("fieldManager=a&fieldValidation=no", ApplyYaml,
        "PatchOptions.meta.k8s.io \"\" is invalid: fieldValidation: Unsupported value: \"no\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    public async Task Options_that_make_no_sense_are_invalid(string query, string type, string message)
    {
        await using var api = await Api.StartAsync();
        var (code, status) = await api.PatchAsync($"{ConfigMaps}/m?{query}", Map("{}"), type);
        Assert.That((code, status.GetString("message")), Is.EqualTo((422, message)));
    }

    [TestCase("""{"apiVersion":"v1","kind":"Secret"}""", 400, "invalid object type: v1, Kind=Secret")]
    [TestCase("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"managedFields":[]}}""", 400, "metadata.managedFields must be nil")]
    [TestCase("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"other"}}""", 400, "the name of the object (other) does not match the name on the URL (m)")]
    [TestCase("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"uid":"x"}}""", 409,
        "Operation cannot be fulfilled on configmaps \"m\": uid mismatch: the provided object specified uid x, and no existing object was found")]
    [TestCase("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"dato":{}}""", 500,
        "failed to create typed patch object (/m; v1, Kind=ConfigMap): .dato: field not declared in schema")]
    [TestCase("- a", 400, "error decoding patch")]
    public async Task Configurations_of_something_else_are_refused(string body, int expected, string message)
    {
        await using var api = await Api.StartAsync();
        var (code, status) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a", body, ApplyYaml);
        Assert.That(status.GetString("message"), Does.StartWith(message));
        Assert.That(code, Is.EqualTo(expected));
    }

    [Test]
    public async Task Preconditions_of_a_configuration_hold()
    {
        await using var api = await Api.StartAsync();
        var (_, first) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a", Map("{}"), ApplyYaml);
        var version = first.GetMap("metadata")!.GetString("resourceVersion");
        string With(string metadata) => $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{ {{{metadata}}} },"data":{"x":"1"}}""";
        Assert.That((await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a", With("\"uid\":\"other\""), ApplyYaml)).Code, Is.EqualTo(409));
        Assert.That((await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a", With("\"resourceVersion\":\"1\""), ApplyYaml)).Code, Is.EqualTo(409));
        Assert.That((await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a", With($"\"resourceVersion\":\"{version}\""), ApplyYaml)).Code, Is.EqualTo(200));
    }

    [Test]
    public async Task A_dry_run_shows_the_result_and_keeps_nothing()
    {
        await using var api = await Api.StartAsync();
        var (code, shown) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a&dryRun=All", Map("""{"x":"1"}"""), ApplyYaml);
        Assert.That((code, Owners(shown)), Is.EqualTo((201, """a Apply v1: {"f:data":{"f:x":{}}}""")));
        Assert.That((await api.SendAsync(HttpMethod.Get, $"{ConfigMaps}/m", null, null)).Code, Is.EqualTo(404));
    }

    [Test]
    public async Task Keys_that_stand_twice_are_warned_of_or_refused()
    {
        await using var api = await Api.StartAsync();
        const string Twice = "apiVersion: v1\nkind: ConfigMap\ndata:\n  x: \"1\"\n  x: \"2\"\n";
        var (code, status) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=a&fieldValidation=Strict", Twice, ApplyYaml);
        Assert.That((code, status.GetString("message")), Is.EqualTo((400,
            "error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:\n  line 5: key \"x\" already set in map")));
        Assert.That(await api.WarningsAsync($"{ConfigMaps}/m?fieldManager=a", Twice), Does.Contain("line 5: key \\\"x\\\" already set in map"));
        Assert.That(await api.WarningsAsync($"{ConfigMaps}/m?fieldManager=a&fieldValidation=Ignore", Twice), Is.Empty);
    }

    [Test]
    public async Task Every_write_records_its_manager()
    {
        await using var api = await Api.StartAsync();
        var (_, created) = await api.SendAsync(HttpMethod.Post, ConfigMaps, Map("""{"x":"1"}"""), "application/json", agent: "web/1.2 (linux)");
        Assert.That(Owners(created), Is.EqualTo("""web Update v1: {"f:data":{".":{},"f:x":{}}}"""));
        var (_, patched) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=patcher", """{"data":{"y":"2"}}""", Merge);
        Assert.That(Owners(patched), Is.EqualTo("""patcher Update v1: {"f:data":{"f:y":{}}}; web Update v1: {"f:data":{".":{},"f:x":{}}}"""));
        patched.GetMap("data")!.Set("x", "3");
        var (_, updated) = await api.SendAsync(HttpMethod.Put, $"{ConfigMaps}/m", patched.ToString(), "application/json", agent: "other");
        Assert.That(Owners(updated),
            Is.EqualTo("""other Update v1: {"f:data":{"f:x":{}}}; patcher Update v1: {"f:data":{"f:y":{}}}; web Update v1: {"f:data":{".":{}}}""".Replace("{\".\":{}}", "{}")));
    }

    [Test]
    public async Task Status_and_scale_are_recorded_as_what_they_are()
    {
        await using var api = await Api.StartAsync();
        await api.PatchAsync($"{Deployments}/web?fieldManager=a", Deployment("\"replicas\":1,"), ApplyYaml);
        var status = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","labels":{"no":"owner"}},"spec":{"replicas":7},"status":{"observedGeneration":1}}""";
        var (code, reported) = await api.PatchAsync($"{Deployments}/web/status?fieldManager=s", status, ApplyYaml);
        Assert.That(code, Is.EqualTo(200), reported.ToString());
        Assert.That(Owners(reported), Does.EndWith("""s Apply apps/v1 status: {"f:status":{"f:observedGeneration":{}}}"""));
        Assert.That(reported.GetMap("spec")!["replicas"].AsInt, Is.EqualTo(1));

        (code, var conflict) = await api.PatchAsync(
            $"{Deployments}/web/scale?fieldManager=hpa", """{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"web"},"spec":{"replicas":3}}""", ApplyYaml);
        Assert.That((code, conflict.GetString("message")), Is.EqualTo((409, "Apply failed with 1 conflict: conflict with \"a\": .spec.replicas")));
        (code, _) = await api.PatchAsync($"{Deployments}/web/scale?fieldManager=hpa", """{"spec":{"replicas":3}}""", Merge);
        var (_, scaled) = await api.SendAsync(HttpMethod.Get, $"{Deployments}/web", null, null);
        Assert.That((code, scaled.GetMap("spec")!["replicas"].AsInt), Is.EqualTo((200, 3)));
        Assert.That(Owners(scaled), Does.Contain("""hpa Update apps/v1 scale: {"f:spec":{"f:replicas":{}}}"""));
        Assert.That(Owners(scaled), Does.Not.Contain("a Apply apps/v1: {\"f:spec\":{\"f:replicas\""));
    }

    [Test]
    public async Task Kubectls_upgrade_from_client_side_apply_works()
    {
        await using var api = await Api.StartAsync();
        var (_, created) = await api.SendAsync(HttpMethod.Post, $"{ConfigMaps}?fieldManager=kubectl-client-side-apply", Map("""{"x":"1"}"""), "application/json");
        var entry = created.GetMap("metadata")!.GetList("managedFields")![0].AsMap!.DeepClone();
        entry.Set("manager", "kubectl");
        entry.Set("operation", "Apply");
        var version = created.GetMap("metadata")!.GetString("resourceVersion");
        var (code, upgraded) = await api.PatchAsync(
            $"{ConfigMaps}/m?fieldManager=kubectl",
            $$"""[{"op":"replace","path":"/metadata/managedFields","value":[{{entry}}] },{"op":"replace","path":"/metadata/resourceVersion","value":"{{version}}"}]""",
            "application/json-patch+json");
        Assert.That((code, Owners(upgraded)), Is.EqualTo((200, """kubectl Apply v1: {"f:data":{".":{},"f:x":{}}}""")));
        var (_, applied) = await api.PatchAsync($"{ConfigMaps}/m?fieldManager=kubectl", Map("""{"z":"1"}"""), ApplyYaml);
        Assert.That(applied.GetMap("data")!.ToString(), Is.EqualTo("""{"z":"1"}"""));
    }

    [TestCase("""[{"op":"remove","path":"/metadata/managedFields/0/fieldsV1/f:data/f:x"}]""", "application/json-patch+json", "web Update v1: {\"f:data\":{}}")]
    [TestCase("""{"metadata":{"managedFields":[]}}""", Merge, "")]
    [TestCase("""{"metadata":{"managedFields":[{}]}}""", "application/strategic-merge-patch+json", "")]
    [TestCase("""{"metadata":{"managedFields":null}}""", Merge, """web Update v1: {"f:data":{".":{},"f:x":{}}}""")]
    public async Task Patches_may_change_or_clear_managed_fields(string patch, string type, string owners)
    {
        await using var api = await Api.StartAsync();
        await api.SendAsync(HttpMethod.Post, ConfigMaps, Map("""{"x":"1"}"""), "application/json", agent: "web");
        var (code, patched) = await api.PatchAsync($"{ConfigMaps}/m", patch, type);
        Assert.That((code, Owners(patched)), Is.EqualTo((200, owners)));
    }

    [Test]
    public async Task Versions_of_one_kind_share_their_managers()
    {
        await using var api = await Api.StartAsync();
        const string V1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers/h?fieldManager=old";
        const string V2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/h?fieldManager=new";
        const string Target = "\"maxReplicas\":3,\"scaleTargetRef\":{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"name\":\"web\"}";
        string Of(string version, string spec) => $$$"""{"apiVersion":"autoscaling/{{{version}}}","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"},"spec":{ {{{Target}}},{{{spec}}} }}""";
        var (code, _) = await api.PatchAsync(V1, Of("v1", "\"targetCPUUtilizationPercentage\":50"), ApplyYaml);
        Assert.That(code, Is.EqualTo(201));
        string Metric(int percent) => $$$"""
            "metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":{{{percent}}} }} }]
            """;
        (code, var conflict) = await api.PatchAsync(V2, Of("v2", Metric(70)), ApplyYaml);
        Assert.That((code, conflict.GetString("message")), Is.EqualTo((409, "Apply failed with 1 conflict: conflict with \"old\": .spec.targetCPUUtilizationPercentage")));
        (code, var applied) = await api.PatchAsync(V2 + "&force=true", Of("v2", Metric(70)), ApplyYaml);
        Assert.That(code, Is.EqualTo(200));
        Assert.That(Owners(applied), Does.Contain("old Apply autoscaling/v1: ").And.Not.Contain("targetCPUUtilizationPercentage"));
    }

    [Test]
    public async Task Creating_by_apply_needs_the_right_to_create()
    {
        await using var api = await Api.StartAsync();
        await api.SendAsync(HttpMethod.Post, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
            """{"metadata":{"name":"patch"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["patch"]}]}""", "application/json");
        await api.SendAsync(HttpMethod.Post, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
            """{"metadata":{"name":"patch"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"patch"},"subjects":[{"kind":"User","name":"jane"}]}""", "application/json");
        using var jane = api.Server.NewHttpClient("CN=jane");
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(api.Server.Address, $"{ConfigMaps}/m?fieldManager=a"))
        {
            Content = new StringContent(Map("{}"), Encoding.UTF8, ApplyYaml),
        };
        using var answer = await jane.SendAsync(request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Writes_of_components_have_managers_too()
    {
        await using var api = await Api.StartAsync();
        var (_, account) = await api.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"fresh"}}""", "application/json", agent: "web");
        var (_, changed) = await api.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/fresh", null, null);
        Assert.That(Owners(account), Does.StartWith("web Update v1: "));
        Assert.That(Owners(changed), Does.StartWith("web Update v1: "), "a deletion changes no manager");
    }

    [Test]
    public async Task Custom_resources_are_applied_by_their_schema()
    {
        await using var rig = await CustomResourceRig.StartAsync();
        await rig.DefineAsync(CustomResourceRig.Definition(
            """
            {"spec":{"type":"object","properties":{"replicas":{"type":"integer"},
              "items":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["name"],
                "items":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"value":{"type":"integer"}}}},
              "free":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}},
             "status":{"type":"object","properties":{"replicas":{"type":"integer"}}}}
            """,
            """
            ,"subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas"}}
            """));
        var api = new Api(new RecordedLogs(), rig.Server);
        const string Path = "/apis/example.com/v1/namespaces/default/foos/f";
        string Of(string spec) => $$$"""{"apiVersion":"example.com/v1","kind":"Foo","metadata":{"name":"f"},"spec":{{{spec}}} }""";

        var (code, created) = await api.PatchAsync(
            $"{Path}?fieldManager=a", Of("""{"replicas":1,"items":[{"name":"i","value":1}],"free":{"x":{"y":1}}}"""), ApplyYaml);
        Assert.That((code, Owners(created)), Is.EqualTo((201,
            """a Apply example.com/v1: {"f:spec":{"f:free":{"f:x":{".":{},"f:y":{}}},"f:items":{"k:{\"name\":\"i\"}":{".":{},"f:name":{},"f:value":{}}},"f:replicas":{}}}""")));

        (code, var conflict) = await api.PatchAsync($"{Path}?fieldManager=b", Of("""{"items":[{"name":"i","value":2}]}"""), ApplyYaml);
        Assert.That((code, conflict.GetString("message")),
            Is.EqualTo((409, "Apply failed with 1 conflict: conflict with \"a\": .spec.items[name=\"i\"].value")));
        (code, var unknown) = await api.PatchAsync($"{Path}?fieldManager=b", Of("""{"colour":"red"}"""), ApplyYaml);
        Assert.That((code, unknown.GetString("message")),
            Is.EqualTo((500, "failed to create typed patch object (/f; example.com/v1, Kind=Foo): .spec.colour: field not declared in schema")));
        (code, _) = await api.PatchAsync(
            $"{Path}/scale?fieldManager=b&force=true", """{"apiVersion":"autoscaling/v1","kind":"Scale","metadata":{"name":"f"},"spec":{"replicas":3}}""", ApplyYaml);
        var (_, scaled) = await api.SendAsync(HttpMethod.Get, Path, null, null);
        Assert.That(code, Is.EqualTo(200));
        Assert.That(Owners(scaled), Does.Contain("b Apply example.com/v1 scale: {\"f:spec\":{\"f:replicas\":{}}}"));
    }

    // 'MANAGER OPERATION VERSION[ SUBRESOURCE]: FIELDS', joined by '; ', updaters sorted by name within a second.
    private static string Owners(DocMap root)
    {
        var list = root.GetMap("metadata")?.GetList("managedFields") ?? new DocList();
        return string.Join("; ", list.Items.ToArray().Select(item => item.AsMap!).Select(entry =>
            $"{entry.GetString("manager")} {entry.GetString("operation")} {entry.GetString("apiVersion")}"
            + $"{(entry.GetString("subresource") is { } sub ? " " + sub : "")}: {entry["fieldsV1"]}").Order(StringComparer.Ordinal));
    }

    private sealed class Api(RecordedLogs logs, RunningApiServer server) : IAsyncDisposable
    {
        public RunningApiServer Server => server;

        public static async Task<Api> StartAsync()
        {
            var logs = new RecordedLogs();
            return new Api(logs, await RunningApiServer.StartAsync(logs));
        }

        public Task<(int Code, DocMap Body)> PatchAsync(string path, string body, string type) => SendAsync(HttpMethod.Patch, path, body, type);

        public async Task<(int Code, DocMap Body)> SendAsync(HttpMethod method, string path, string? body, string? type, string agent = "test")
        {
            using var answer = await SendRawAsync(method, path, body, type, agent);
            return ((int)answer.StatusCode, JsonDocumentReader.ReadMap(await answer.Content.ReadAsByteArrayAsync()));
        }

        public async Task<string> WarningsAsync(string path, string body)
        {
            using var answer = await SendRawAsync(HttpMethod.Patch, path, body, ApplyYaml, "test");
            return answer.Headers.NonValidated.TryGetValues("Warning", out var values) ? string.Join('\n', values) : "";
        }

        public async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            logs.Dispose();
        }

        private async Task<HttpResponseMessage> SendRawAsync(HttpMethod method, string path, string? body, string? type, string agent)
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8, type!);
            }

            return await server.Raw.SendAsync(request);
        }
    }
}
