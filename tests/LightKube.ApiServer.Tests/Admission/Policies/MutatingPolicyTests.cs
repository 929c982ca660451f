using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;

namespace LightKube.ApiServer.Tests.Admission.Policies;

public sealed class MutatingPolicyTests
{
    private const string Deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"web","labels":{"a":"1"}},
         "spec":{"replicas":5,"selector":{},"template":{"spec":{"containers":[{"name":"c","image":"i","args":["x"]}]}}}}
        """;

    private PolicyRig _rig = null!;

    [SetUp]
    public void SetUp() => _rig = new PolicyRig();

    private static string Apply(string expression) =>
        $"\"reinvocationPolicy\":\"IfNeeded\",\"mutations\":[{{\"patchType\":\"ApplyConfiguration\",\"applyConfiguration\":{{\"expression\":\"{expression}\"}}}}]";

    private static string Patch(string expression) =>
        $"\"reinvocationPolicy\":\"Never\",\"mutations\":[{{\"patchType\":\"JSONPatch\",\"jsonPatch\":{{\"expression\":\"{expression}\"}}}}]";

    [Test]
    public void Configurations_are_merged_by_the_rules_of_server_side_apply()
    {
        _rig.Mutate(Apply(
            "Object{metadata: Object.metadata{labels: {'b': '2'}}, spec: Object.spec{replicas: object.spec.replicas - 1, "
            + "template: Object.spec.template{spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{name: 'c', image: 'new'}, "
            + "Object.spec.template.spec.containers{name: 'd', image: 'side'}]}}}}"));

        var root = _rig.Mutating.Create(Deployment).Root;

        var containers = root.GetMap("spec")!.GetMap("template")!.GetMap("spec")!.GetList("containers")!;
        Assert.Multiple(() =>
        {
            Assert.That(root.GetMap("metadata")!.GetMap("labels")!.ToString(), Is.EqualTo("""{"a":"1","b":"2"}"""));
            Assert.That(root.GetMap("spec")!["replicas"].AsInt, Is.EqualTo(4));
            Assert.That(containers.Count, Is.EqualTo(2));
            Assert.That(containers[0].AsMap!.GetString("image"), Is.EqualTo("new"));
            Assert.That(containers[0].AsMap!.GetList("args")!.Count, Is.EqualTo(1));
            Assert.That(containers[1].AsMap!.GetString("name"), Is.EqualTo("d"));
        });
    }

    [Test]
    public void Json_patches_are_applied()
    {
        _rig.Mutate(Patch(
            "[JSONPatch{op: 'test', path: '/spec/replicas', value: 5}, JSONPatch{op: 'replace', path: '/spec/replicas', value: 1}, "
            + "JSONPatch{op: 'add', path: '/metadata/labels/' + jsonpatch.escapeKey('x/y'), value: 'z'}]"));

        var root = _rig.Mutating.Create(Deployment).Root;

        Assert.Multiple(() =>
        {
            Assert.That(root.GetMap("spec")!["replicas"].AsInt, Is.EqualTo(1));
            Assert.That(root.GetMap("metadata")!.GetMap("labels")!.GetString("x/y"), Is.EqualTo("z"));
        });
    }

    [TestCase("Object{spec: Object.wrong{replicas: 1}}", "type mismatch: unexpected type name \"Object.wrong\", expected \"Object.spec\", which matches field name path from root Object type")]
    [TestCase("Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{tolerations: []}}}}", "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: .spec.template.spec.tolerations")]
    [TestCase("Object{spec: Object.spec{template: Object.spec.template{spec: Object.spec.template.spec{containers: [Object.spec.template.spec.containers{image: 'i'}]}}}}", "error applying patch: element 0: associative list with keys has an element that omits all key fields [\"name\"] (and doesn't have default values for any key fields)")]
    [TestCase("Object{spec: Object.spec{replicas: object.nothing}}", "expression 'Object{spec: Object.spec{replicas: object.nothing}}' resulted in error: no such key: nothing")]
    public void What_fails_is_refused(string expression, string expected)
    {
        _rig.Mutate(Apply(expression));
        var refusal = Assert.Throws<ApiException>(() => _rig.Mutating.Create(Deployment))!;
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Message, Is.EqualTo($"policy 'p' with binding 'p-b' denied request: {expected}"));
            Assert.That(refusal.Code, Is.EqualTo(403));
            Assert.That(refusal.Reason, Is.EqualTo("Invalid"));
        });
    }

    [Test]
    public void A_mutation_that_fails_leaves_the_others_where_failures_are_ignored()
    {
        const string Mutation = "{\"patchType\":\"JSONPatch\",\"jsonPatch\":{\"expression\":\"[JSONPatch{op: 'replace', path: '/spec/replicas', value: %}]\"}}";
        var mutations = string.Join(',', new[] { "1", "object.nothing", "object.spec.replicas + 1" }.Select(value => Mutation.Replace("%", value, StringComparison.Ordinal)));
        _rig.Mutate($"\"failurePolicy\":\"Ignore\",\"reinvocationPolicy\":\"Never\",\"mutations\":[{mutations}]");

        Assert.That(_rig.Mutating.Create(Deployment).Root.GetMap("spec")!["replicas"].AsInt, Is.EqualTo(2));
    }

    [Test]
    public void A_policy_sees_what_later_ones_have_changed_when_it_asks_for_it()
    {
        _rig.Mutate(Apply("Object{metadata: Object.metadata{labels: {'seen': string(object.spec.replicas)}}}"), name: "a");
        _rig.Mutate(Patch("[JSONPatch{op: 'replace', path: '/spec/replicas', value: 9}]"), name: "b");

        Assert.That(_rig.MutateByAll(Deployment).GetMap("metadata")!.GetMap("labels")!.GetString("seen"), Is.EqualTo("9"));
    }

    [Test]
    public void A_policy_that_asks_for_it_sees_what_the_servers_own_plug_ins_make_of_its_changes()
    {
        _rig.Mutate(Apply("Object{metadata: Object.metadata{labels: {'seen': string(has(object.metadata.labels.marked))}}}"), name: "a");
        _rig.Mutate(Patch("[JSONPatch{op: 'add', path: '/metadata/labels/first', value: 'x'}]"), name: "b");

        var labels = _rig.MutateByAll(Deployment, new Marker()).GetMap("metadata")!.GetMap("labels")!;

        Assert.That((labels.GetString("seen"), labels.GetString("first")), Is.EqualTo(("true", "x")));
    }

    [Test]
    public void System_fields_are_not_for_policies_to_change()
    {
        _rig.Mutate(Patch("[JSONPatch{op: 'add', path: '/metadata/uid', value: 'mine'}, JSONPatch{op: 'add', path: '/nonsense', value: 'x'}]"));

        var root = _rig.Mutating.Create(Deployment).Root;

        Assert.That((root.GetMap("metadata")!.Contains("uid"), root.Contains("nonsense")), Is.EqualTo((false, false)));
    }

    [Test]
    public void Expressions_see_the_options_of_the_request()
    {
        _rig.Mutate(Apply("Object{metadata: Object.metadata{labels: {'options': request.options.kind}}}"));

        Assert.That(_rig.Mutating.Create(Deployment).Labels!.GetString("options"), Is.EqualTo("CreateOptions"));
    }

    /// <summary>One of the server's own plug-ins: it marks what has the label <c>first</c>.</summary>
    private sealed class Marker : IAdmissionPlugin
    {
        public string Name => "Marker";

        public bool Handles(AdmissionRequest request) => true;

        public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
        {
            if (request.Object!.Labels?.Contains("first") == true)
            {
                request.Object.Labels.Set("marked", "yes");
            }

            return ValueTask.CompletedTask;
        }
    }
}
