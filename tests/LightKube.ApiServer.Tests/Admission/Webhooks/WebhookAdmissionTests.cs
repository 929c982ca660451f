using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Views;
using LightKube.ApiServer.Audit;
using LightKube.ApiServer.Tests.CustomResources;
using LightKube.Client;
using LightKube.Testing.Builders;

namespace LightKube.ApiServer.Tests.Admission.Webhooks;

/// <summary>Webhooks as a client of the API meets them.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class WebhookAdmissionTests
{
    private const string Allow = "\"allowed\":true";

    private const string AuditedMaps = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: Metadata
          verbs: [create]
          namespaces: [default]
          resources: [{group: "", resources: [configmaps]}]
        """;

    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly ObjectKey Key = new("default", "a");

    [Test]
    public async Task A_validating_webhook_is_sent_the_whole_request_and_lets_it_pass()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "/x"));

        await rig.CreateAsync(Map("a"));

        var request = rig.Requests.Single();
        Assert.That(rig.Hook.Calls[0].Path, Is.EqualTo("/x?timeout=10s"));
        Assert.That(rig.Hook.Calls[0].Body.GetString("apiVersion"), Is.EqualTo("admission.k8s.io/v1"));
        Assert.That(request["kind"].ToString(), Is.EqualTo("""{"group":"","version":"v1","kind":"ConfigMap"}"""));
        Assert.That(request["resource"].ToString(), Is.EqualTo("""{"group":"","version":"v1","resource":"configmaps"}"""));
        Assert.That(
            (request.GetString("name"), request.GetString("namespace"), request.GetString("operation"), request["dryRun"].AsBool, request["oldObject"].IsNull),
            Is.EqualTo(("a", "default", "CREATE", false, true)));
        Assert.That(request.GetMap("userInfo")!.GetString("username"), Is.EqualTo("system:apiserver"));
        Assert.That(request.GetMap("object")!.GetMap("data")!.GetString("k"), Is.EqualTo("v"));
        Assert.That(request["options"].ToString(), Is.EqualTo("""{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}"""));
    }

    [Test]
    public async Task Updates_patches_and_deletions_show_the_old_object_and_their_options()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.CreateAsync(Map("a"));
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", ""));

        await rig.Server.OverHttps.PatchAsync<ConfigMap>(Key, Merge("""{"data":{"k":"w"}}"""), Never);
        await rig.Server.OverHttps.DeleteAsync<ConfigMap>(Key, Never, new DeleteQuery { PropagationPolicy = "Background" });

        var (patch, deletion) = (rig.Requests[0], rig.Requests[1]);
        Assert.That((patch.GetString("operation"), patch.GetMap("options")!.GetString("kind")), Is.EqualTo(("UPDATE", "PatchOptions")));
        Assert.That(patch.GetMap("object")!.GetMap("data")!.GetString("k"), Is.EqualTo("w"));
        Assert.That(patch.GetMap("oldObject")!.GetMap("data")!.GetString("k"), Is.EqualTo("v"));
        Assert.That((deletion.GetString("operation"), deletion["object"].IsNull), Is.EqualTo(("DELETE", true)));
        Assert.That(deletion.GetMap("oldObject")!.GetMap("data")!.GetString("k"), Is.EqualTo("w"));
        Assert.That(deletion["options"].ToString(), Is.EqualTo("""{"kind":"DeleteOptions","apiVersion":"meta.k8s.io/v1","propagationPolicy":"Background"}"""));
    }

    [TestCase("""{"message":"no","code":418,"reason":"Teapot"}""", 418, "Teapot", "admission webhook \"w.example.com\" denied the request: no")]
    [TestCase("""{"reason":"Because"}""", 400, "Because", "admission webhook \"w.example.com\" denied the request: Because")]
    [TestCase("""{"code":200,"message":"no"}""", 400, "", "admission webhook \"w.example.com\" denied the request: no")]
    [TestCase("null", 400, "", "admission webhook \"w.example.com\" denied the request without explanation")]
    public async Task A_denial_is_told_in_the_webhooks_words(string status, int code, string reason, string message)
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => $"\"allowed\":false,\"status\":{status}");
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", ""));

        var error = Refusal(() => rig.CreateAsync(Map("a")));

        Assert.That((error.Code, error.Reason, error.Message), Is.EqualTo((code, reason, message)));
        Assert.That(await rig.Client.FindAsync<ConfigMap>(Key, Never), Is.Null);
    }

    [Test]
    public async Task Mutating_webhooks_run_in_order_and_see_what_came_before()
    {
        await using var rig = await WebhookRig.StartAsync((path, request) =>
            WebhookRig.Patch($$"""[{"op":"add","path":"/data/{{path[1..]}}","value":"{{request.GetMap("object")!.GetMap("data")!.Count}}"}]"""));
        await rig.RegisterAsync("Mutating", "b", WebhookRig.ForConfigMaps("third", "/third"));
        await rig.RegisterAsync("Mutating", "a", WebhookRig.ForConfigMaps("first", "/first") + "," + WebhookRig.ForConfigMaps("second", "/second"));

        var made = await rig.CreateAsync(Map("a"));

        Assert.That(made.Root["data"].ToString(), Is.EqualTo("""{"k":"v","first":"1","second":"2","third":"3"}"""));
    }

    [Test]
    public async Task What_a_webhook_adds_gets_its_defaults_and_what_the_kind_does_not_know_is_dropped()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => WebhookRig.Patch(
            """[{"op":"add","path":"/spec/initContainers","value":[{"name":"added","image":"i"}]},{"op":"add","path":"/unknown","value":1}]"""));
        await rig.CreateAsync("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"default","name":"default"}}""");
        await rig.RegisterAsync("Mutating", "m", WebhookRig.ForConfigMaps("m", "", """
            "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["*"],"resources":["pods"]}]
            """));

        var made = await rig.CreateAsync("""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");

        var added = made.As<Pod>().Spec.InitContainers[0];
        Assert.That((added.TerminationMessagePolicy, added.ImagePullPolicy), Is.EqualTo(("File", "Always")));
        Assert.That(made.Root.Contains("unknown"), Is.False);
    }

    [Test]
    public async Task A_custom_object_keeps_what_its_schema_keeps_and_gets_its_defaults()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => WebhookRig.Patch(
            """[{"op":"add","path":"/data/second","value":"yes"},{"op":"add","path":"/spec","value":{"unknown":1}}]"""));
        await using var definitions = CustomResourceRig.On(rig.Server);
        await definitions.DefineAsync(CustomResourceRig.Definition(
            """{"data":{"type":"object","x-kubernetes-preserve-unknown-fields":true},"spec":{"type":"object","properties":{"color":{"type":"string","default":"red"}}}}"""));
        await rig.RegisterAsync("Mutating", "hook", WebhookRig.ForConfigMaps("hook", "/a",
            """ "rules":[{"operations":["CREATE"],"apiGroups":["example.com"],"apiVersions":["v1"],"resources":["foos"]}]"""));

        var created = await definitions.CreateAsync(CustomResourceRig.Foo("one", "\"data\":{\"first\":\"yes\"}"));

        Assert.That(JsonText.Of(created.Root["data"]), Is.EqualTo("""{"first":"yes","second":"yes"}"""));
        Assert.That(JsonText.Of(created.Root["spec"]), Is.EqualTo("""{"color":"red"}"""));
    }

    [Test]
    public async Task A_webhook_is_asked_again_when_another_one_changed_the_object_after_it()
    {
        await using var rig = await WebhookRig.StartAsync((path, request) => path switch
        {
            "/add" when !request.GetMap("object")!.GetMap("data")!.Contains("added") => WebhookRig.Patch("""[{"op":"add","path":"/data/added","value":"x"}]"""),
            _ => Allow,
        });
        await rig.RegisterAsync("Mutating", "a", WebhookRig.ForConfigMaps("again", "/again", "\"reinvocationPolicy\":\"IfNeeded\"") + "," + WebhookRig.ForConfigMaps("once", "/once"));
        await rig.RegisterAsync("Mutating", "b", WebhookRig.ForConfigMaps("add", "/add", "\"reinvocationPolicy\":\"IfNeeded\""));

        await rig.CreateAsync(Map("a"));

        Assert.That(rig.Hook.Calls.Select(call => call.Path.Split('?')[0]), Is.EqualTo(new[] { "/again", "/once", "/add", "/again" }));
        Assert.That(rig.Requests[^1].GetMap("object")!.GetMap("data")!.GetString("added"), Is.EqualTo("x"));
    }

    [TestCase("Fail")]
    [TestCase("Ignore")]
    public async Task A_failed_call_is_judged_by_the_failure_policy(string policy)
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.RegisterAsync("Validating", "w", $$"""
            {"name":"w.example.com","clientConfig":{"service":{"namespace":"default","name":"hook"} },"sideEffects":"None","admissionReviewVersions":["v1"],"failurePolicy":"{{policy}}",
             "rules":[{"operations":["*"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}
            """);

        if (policy == "Ignore")
        {
            Assert.That((await rig.CreateAsync(Map("a"))).Name, Is.EqualTo("a"));
            return;
        }

        var error = Refusal(() => rig.CreateAsync(Map("a")));
        Assert.That(
            (error.Code, error.Message),
            Is.EqualTo((500, "Internal error occurred: failed calling webhook \"w.example.com\": failed to call webhook: Post \"https://hook.default.svc:443/?timeout=10s\": service \"hook\" not found")));
    }

    [TestCase("\"allowed\":true,\"patch\":\"W10=\"", "validating webhook may not return response.patch")]
    [TestCase("\"allowed\":true,\"patchType\":\"JSONPatch\"", "validating webhook may not return response.patchType")]
    public async Task An_answer_that_breaks_the_rules_is_a_failed_call(string answer, string why)
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => answer);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", ""));

        Assert.That(
            Refusal(() => rig.CreateAsync(Map("a"))).Message,
            Is.EqualTo($"Internal error occurred: failed calling webhook \"w.example.com\": received invalid webhook response: {why}"));
    }

    [Test]
    public async Task A_patch_of_what_is_deleted_is_refused()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => WebhookRig.Patch("""[{"op":"add","path":"/data","value":{}}]"""));
        await rig.CreateAsync(Map("a"));
        await rig.RegisterAsync("Mutating", "m", WebhookRig.ForConfigMaps("m", ""));

        Assert.That(
            Refusal(() => rig.Client.DeleteAsync<ConfigMap>(Key, Never)).Message,
            Is.EqualTo("Internal error occurred: admission webhook \"m.example.com\" attempted to modify the object, which is not supported for this operation"));
    }

    [TestCase("\"objectSelector\":{\"matchLabels\":{\"hook\":\"yes\"}}", false)]
    [TestCase("\"objectSelector\":{\"matchLabels\":{\"x\":\"y\"}}", true)]
    [TestCase("\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"default\"}}", true)]
    [TestCase("\"namespaceSelector\":{\"matchExpressions\":[{\"key\":\"kubernetes.io/metadata.name\",\"operator\":\"NotIn\",\"values\":[\"default\"]}]}", false)]
    [TestCase("\"rules\":[{\"operations\":[\"UPDATE\"],\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"resources\":[\"*/*\"]}]", false)]
    [TestCase("\"rules\":[{\"operations\":[\"CREATE\"],\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"resources\":[\"*/*\"]}]", true)]
    [TestCase("\"rules\":[{\"operations\":[\"CREATE\"],\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"resources\":[\"*\"],\"scope\":\"Cluster\"}]", false)]
    [TestCase("\"rules\":[{\"operations\":[\"CREATE\"],\"apiGroups\":[\"*\"],\"apiVersions\":[\"*\"],\"resources\":[\"configmaps/*\"],\"scope\":\"Namespaced\"}]", true)]
    [TestCase("\"rules\":[{\"operations\":[\"CREATE\"],\"apiGroups\":[\"apps\"],\"apiVersions\":[\"*\"],\"resources\":[\"*\"]}]", false)]
    [TestCase("\"matchConditions\":[{\"name\":\"a\",\"expression\":\"request.name == 'a' && object.data.k == 'v'\"}]", true)]
    [TestCase("\"matchConditions\":[{\"name\":\"a\",\"expression\":\"true\"},{\"name\":\"b\",\"expression\":\"request.name != 'a'\"}]", false)]
    public async Task Webhooks_are_called_for_what_they_select(string more, bool called)
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", more));

        await rig.CreateAsync(Map("a"));

        Assert.That(rig.Requests.Select(request => $"{JsonText.Of(request["resource"])} {request.GetString("namespace")} {request.GetString("name")}"), Has.Exactly(called ? 1 : 0).Items);
    }

    [Test]
    public async Task A_condition_that_cannot_be_evaluated_refuses_the_request()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", """
            "matchConditions":[{"name":"a","expression":"object.data.missing == 'v'"}]
            """));

        Assert.That(Refusal(() => rig.CreateAsync(Map("a"))).Code, Is.EqualTo(403));
        Assert.That(rig.Requests, Is.Empty);
    }

    [Test]
    public async Task A_condition_that_cannot_be_evaluated_spares_the_webhook_whose_failures_are_ignored()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => "\"allowed\":false");
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", """
            "failurePolicy":"Ignore","matchConditions":[{"name":"a","expression":"object.data.missing == 'v'"}]
            """));

        Assert.That((await rig.CreateAsync(Map("a"))).Name, Is.EqualTo("a"));
        Assert.That(rig.Requests, Is.Empty);
    }

    [Test]
    public async Task The_audit_log_is_told_what_webhooks_did_by_their_place()
    {
        using var directory = new Testing.Files.TemporaryDirectory();
        var path = Path.Combine(directory.Path, "audit.log");
        await using (var rig = await WebhookRig.StartAsync(
            (_, request) => request.GetMap("object")!.GetMap("data")!.Contains("added") ? Allow : WebhookRig.Patch("""[{"op":"add","path":"/data/added","value":"x"}]"""),
            options => options with
            {
                Audit = new AuditOptions { Policy = AuditPolicy.Read(AuditedMaps, "p"), Log = new AuditLogOptions { Path = path } },
            }))
        {
            const string Nowhere = "{\"service\":{\"namespace\":\"default\",\"name\":\"none\"}}";
            var broken = WebhookRig.ForConfigMaps("broken", "", "\"failurePolicy\":\"Ignore\"").Replace("%client%", Nowhere, StringComparison.Ordinal);
            var other = WebhookRig.ForConfigMaps("other", "", "\"objectSelector\":{\"matchLabels\":{\"hook\":\"yes\"}}");
            await rig.RegisterAsync("Mutating", "m", other + "," + WebhookRig.ForConfigMaps("adds", "") + "," + broken);
            await rig.RegisterAsync("Validating", "v", broken);

            await rig.PostAsync("/api/v1/namespaces/default/configmaps", Map("a"));
        }

        var notes = (await File.ReadAllLinesAsync(path)).Select(line => JsonText.Parse(line).AsMap!)
            .Single(item => item.GetMap("objectRef")?.GetString("name") == "a" || item.GetString("verb") == "create").GetMap("annotations")!;
        Assert.That(notes.GetString("mutation.webhook.admission.k8s.io/round_0_index_1"), Is.EqualTo("""{"configuration":"m","webhook":"adds.example.com","mutated":true}"""));
        Assert.That(notes.GetString("mutation.webhook.admission.k8s.io/round_0_index_2"), Is.EqualTo("""{"configuration":"m","webhook":"broken.example.com","mutated":false}"""));
        Assert.That(notes.GetString("failed-open.mutation.webhook.admission.k8s.io/round_0_index_2"), Is.EqualTo("broken.example.com"));
        Assert.That(notes.GetString("failed-open.validating.webhook.admission.k8s.io/round_0_index_0"), Is.EqualTo("broken.example.com"));
        Assert.That(notes.Contains("patch.webhook.admission.k8s.io/round_0_index_1"), Is.False, "a patch is noted with the request's body alone");
    }

    [Test]
    public async Task What_admission_and_its_webhooks_do_is_measured()
    {
        await using var rig = await WebhookRig.StartAsync((path, _) => path == "/no" ? "\"allowed\":false,\"status\":{\"code\":418}" : Allow);
        const string Nowhere = "{\"service\":{\"namespace\":\"default\",\"name\":\"none\"}}";
        await rig.RegisterAsync("Mutating", "m", WebhookRig.ForConfigMaps("yes", "/yes") + ","
            + WebhookRig.ForConfigMaps("broken", "", "\"failurePolicy\":\"Ignore\"").Replace("%client%", Nowhere, StringComparison.Ordinal));
        await rig.RegisterAsync("Validating", "v", WebhookRig.ForConfigMaps("no", "/no"));
        Refusal(() => rig.CreateAsync(Map("a")));

        var lines = (await rig.Server.Raw.GetStringAsync("/metrics")).Split('\n');

        Assert.That(lines, Is.SupersetOf(new[]
        {
            """apiserver_admission_webhook_request_total{name="yes.example.com",type="admit",operation="CREATE",rejected="false",code="200"} 1""",
            """apiserver_admission_webhook_request_total{name="broken.example.com",type="admit",operation="CREATE",rejected="false",code="503"} 1""",
            """apiserver_admission_webhook_fail_open_count{name="broken.example.com",type="admit"} 1""",
            """apiserver_admission_webhook_rejection_count{name="no.example.com",type="validating",operation="CREATE",error_type="no_error",rejection_code="418"} 1""",
            """apiserver_admission_webhook_admission_duration_seconds_count{name="no.example.com",type="validating",operation="CREATE",rejected="true"} 1""",
            """apiserver_admission_controller_admission_duration_seconds_count{name="ValidatingAdmissionWebhook",type="validate",operation="CREATE",rejected="true"} 1""",
            """apiserver_admission_step_admission_duration_seconds_count{type="validate",operation="CREATE",rejected="true"} 1""",
        }));
    }

    [TestCase("Equivalent", "v1")]
    [TestCase("Exact", null)]
    public async Task An_object_is_shown_in_the_version_that_the_rules_name(string policy, string? shown)
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", $$"""
            "matchPolicy":"{{policy}}","rules":[{"operations":["*"],"apiGroups":["autoscaling"],"apiVersions":["v1"],"resources":["horizontalpodautoscalers"]}]
            """));

        await rig.CreateAsync("""
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"namespace":"default","name":"a"},
             "spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d"},"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":50}}}]}}
            """);

        Assert.That(rig.Requests.Select(request => request.GetMap("object")!.GetString("apiVersion")), Is.EqualTo(shown is null ? [] : new[] { "autoscaling/v1" }));
        if (shown is not null)
        {
            Assert.That(rig.Requests[0].GetMap("object")!.GetMap("spec")!["targetCPUUtilizationPercentage"].AsInt, Is.EqualTo(50));
            Assert.That((rig.Requests[0].GetMap("kind")!.GetString("version"), rig.Requests[0].GetMap("requestKind")!.GetString("version")), Is.EqualTo(("v1", "v2")));
        }
    }

    [Test]
    public async Task Webhook_configurations_cannot_be_locked_by_webhooks()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => "\"allowed\":false");
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", """
            "rules":[{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["*/*"]}]
            """));

        await rig.RegisterAsync("Mutating", "other", WebhookRig.ForConfigMaps("o", ""));
        await rig.Client.DeleteAsync(Api.AdmissionRegistration.V1.ValidatingWebhookConfiguration.Schema, new ObjectKey("", "w"), new DeleteQuery(), Never);

        Assert.That(rig.Hook.Calls, Is.Empty);
    }

    [TestCase("None", true)]
    [TestCase("NoneOnDryRun", true)]
    public async Task Dry_runs_are_told_to_webhooks_without_side_effects(string effects, bool called)
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "").Replace("\"None\"", $"\"{effects}\"", StringComparison.Ordinal));

        await rig.PostAsync("/api/v1/namespaces/default/configmaps?dryRun=All", Map("a"));

        Assert.That(rig.Requests.Single()["dryRun"].AsBool, Is.EqualTo(called));
        Assert.That(rig.Requests[0].GetMap("options")!["dryRun"].ToString(), Is.EqualTo("[\"All\"]"));
    }

    [TestCase("\"allowed\":true,\"warnings\":[\"careful\"]", 201)]
    [TestCase("\"allowed\":false,\"warnings\":[\"careful\"]", 400)]
    public async Task Warnings_reach_the_client(string answer, int status)
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => answer);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", ""));

        var (code, warnings) = await rig.PostAsync("/api/v1/namespaces/default/configmaps", Map("a"));

        Assert.That((code, warnings), Is.EqualTo((status, "299 - \"careful\"")));
    }

    [Test]
    public async Task Evictions_bindings_and_scales_are_admitted_as_what_they_are()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.CreateAsync("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"default","name":"default"}}""");
        await rig.CreateAsync("""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"default","name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        await new Testing.Rigs.ObjectWriter(rig.Client).CreateAsync(A.ReplicationController("rc", 1));
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", """
            "rules":[{"operations":["*"],"apiGroups":["*"],"apiVersions":["*"],"resources":["pods/*","replicationcontrollers/*"]}]
            """));

        await rig.Client.PostAsync(Pod.Schema, Key, "binding", JsonText.Parse("""{"metadata":{"name":"a"},"target":{"name":"n"}}""").AsMap!, Never);
        await rig.Server.OverHttps.PatchAsync(ReplicationController.Schema, new ObjectKey("default", "rc"), Merge("""{"spec":{"replicas":3}}"""), "scale", Never);
        await rig.Client.PostAsync(Pod.Schema, Key, "eviction", JsonText.Parse("""{"metadata":{"name":"a"}}""").AsMap!, Never);

        Assert.That(
            rig.Requests.Select(request => (request.GetString("operation"), request.GetString("subResource"), request.GetMap("kind")!.GetString("kind"))),
            Is.EqualTo(new[] { ("CREATE", "binding", "Binding"), ("UPDATE", "scale", "Scale"), ("CREATE", "eviction", "Eviction") }));
        Assert.That(rig.Requests[1].GetMap("oldObject")!.GetMap("spec")!["replicas"].AsInt, Is.EqualTo(1));
    }

    [TestCase("/apis/authentication.k8s.io/v1/tokenreviews", "TokenReview", """{"spec":{"token":"x"}}""")]
    [TestCase("/apis/authentication.k8s.io/v1/selfsubjectreviews", "SelfSubjectReview", "{}")]
    [TestCase("/apis/authorization.k8s.io/v1/subjectaccessreviews", "SubjectAccessReview", """{"spec":{"user":"jane","resourceAttributes":{"verb":"get"}}}""")]
    [TestCase("/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews", "LocalSubjectAccessReview", """{"spec":{"user":"jane","resourceAttributes":{"namespace":"default","verb":"get"}}}""")]
    public async Task Questions_are_admitted(string path, string kind, string question)
    {
        var denies = true;
        await using var rig = await WebhookRig.StartAsync((_, _) => denies ? "\"allowed\":false,\"status\":{\"message\":\"not now\",\"code\":403}" : Allow);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", """
            "rules":[{"operations":["CREATE"],"apiGroups":["authentication.k8s.io","authorization.k8s.io"],"apiVersions":["*"],"resources":["*"]}]
            """));

        var (refused, _) = await rig.PostAsync(path, question);
        denies = false;
        var (answered, _) = await rig.PostAsync(path, question);

        Assert.That((refused, answered), Is.EqualTo((403, 201)));
        Assert.That(rig.Requests.Select(request => request.GetMap("kind")!.GetString("kind")), Is.EqualTo(new[] { kind, kind }));
        Assert.That(rig.Requests[0].GetMap("object")!.GetString("kind"), Is.EqualTo(kind));
    }

    [Test]
    public async Task Conditions_see_the_object_in_the_version_that_the_rules_name()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => Allow);
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", """
            "matchConditions":[{"name":"half","expression":"object.spec.targetCPUUtilizationPercentage == 50"}],
            "rules":[{"operations":["*"],"apiGroups":["autoscaling"],"apiVersions":["v1"],"resources":["horizontalpodautoscalers"]}]
            """));

        foreach (var (name, use) in new[] { ("a", 50), ("b", 60) })
        {
            await rig.CreateAsync($$"""
                {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"namespace":"default","name":"{{name}}"},
                 "spec":{"maxReplicas":3,"scaleTargetRef":{"kind":"Deployment","name":"d"},"metrics":[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":{{use}} } } }] } }
                """);
        }

        Assert.That(rig.Requests.Select(request => request.GetString("name")), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Connections_to_pods_are_admitted()
    {
        await using var rig = await WebhookRig.StartAsync((_, _) => "\"allowed\":false,\"status\":{\"message\":\"attaching is forbidden\",\"code\":403}");
        await rig.RegisterAsync("Validating", "w", WebhookRig.ForConfigMaps("w", "", """
            "rules":[{"operations":["CONNECT"],"apiGroups":["*"],"apiVersions":["*"],"resources":["pods/attach"]}]
            """));

        var (code, _) = await rig.PostAsync("/api/v1/namespaces/default/pods/p/attach?container=c&stdin=true", "");

        Assert.That(code, Is.EqualTo(403));
        Assert.That(rig.Requests[0]["object"].ToString(), Is.EqualTo("""{"kind":"PodAttachOptions","apiVersion":"v1","stdin":true,"container":"c"}"""));
        Assert.That((rig.Requests[0].GetString("operation"), rig.Requests[0].GetMap("kind")!.GetString("kind")), Is.EqualTo(("CONNECT", "PodAttachOptions")));
    }

    private static string Map(string name) =>
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"default","name":"{{name}}","labels":{"x":"y"} },"data":{"k":"v"} }""";

    private static Patch Merge(string json) => new(PatchType.Merge, JsonText.Parse(json));

    private static ApiException Refusal(Func<Task> write) => Assert.ThrowsAsync<ApiException>(() => write())!;
}
