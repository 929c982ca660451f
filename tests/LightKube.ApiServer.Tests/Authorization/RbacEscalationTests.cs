using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Authorization;

public sealed class RbacEscalationTests
{
    private const string ApiText = "\"apiVersion\":\"rbac.authorization.k8s.io/v1\"";

    private ObjectsInMemory _objects = null!;
    private RbacEscalation _plugin = null!;

    [SetUp]
    public void SetUp()
    {
        var rbac = new RbacAuthorizer();
        _objects = new ObjectsInMemory();
        _objects.Observe(rbac);
        _plugin = new RbacEscalation(rbac, rbac);
        _objects.Put($$"""{{{ApiText}},"kind":"ClusterRole","metadata":{"name":"reader"},"rules":[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods","*/log"]}]}""");
        _objects.Put($$"""{{{ApiText}},"kind":"ClusterRole","metadata":{"name":"admin"},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""");
        _objects.Put($$"""{{{ApiText}},"kind":"ClusterRole","metadata":{"name":"binder"},"rules":[{"verbs":["bind"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"resourceNames":["admin"]}]}""");
        Bind("jane", "reader");
    }

    [TestCase("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""", ExpectedResult = true)]
    [TestCase("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}""", ExpectedResult = true)]
    [TestCase("""{"verbs":["get"],"apiGroups":[""],"resources":["pods/log"]}""", ExpectedResult = true)]
    [TestCase("""{"verbs":["delete"],"apiGroups":[""],"resources":["pods"]}""", ExpectedResult = false)]
    [TestCase("""{"verbs":["get"],"apiGroups":["*"],"resources":["pods"]}""", ExpectedResult = false)]
    [TestCase("""{"verbs":["*"],"apiGroups":[""],"resources":["pods"]}""", ExpectedResult = false)]
    public bool A_role_gives_no_more_than_its_writer_holds(string rule) =>
        Admits($$"""{{{ApiText}},"kind":"Role","metadata":{"namespace":"web","name":"new"},"rules":[{{rule}}]}""");

    [Test]
    public void A_role_may_be_bound_by_who_holds_its_rules()
    {
        Assert.That(Admits(Binding("reader")), Is.True);
        Assert.That(Admits(Binding("admin")), Is.False);
    }

    [Test]
    public void The_verb_bind_lifts_the_check()
    {
        Bind("jane2", "binder");

        Assert.That(Admits(Binding("admin"), new UserInfo("jane2")), Is.True);
        Assert.That(Admits(Binding("reader"), new UserInfo("jane2")), Is.False);
    }

    [Test]
    public void The_refusal_lists_what_is_not_held()
    {
        var error = Assert.ThrowsAsync<ApiException>(async () => await Check(
            $$"""{{{ApiText}},"kind":"Role","metadata":{"namespace":"web","name":"new"},"rules":[{"verbs":["get","delete","patch"],"apiGroups":["","apps"],"resources":["pods"]}]}""",
            new UserInfo("jane", ["devs"])))!;

        Assert.That(error.Message, Is.EqualTo(
            "roles.rbac.authorization.k8s.io \"new\" is forbidden: user \"jane\" (groups=[\"devs\"]) is attempting to grant RBAC permissions not currently held:\n"
            + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\" \"patch\"]}\n{APIGroups:[\"apps\"], Resources:[\"pods\"], Verbs:[\"get\" \"delete\" \"patch\"]}"));
    }

    [Test]
    public void An_aggregated_role_takes_everything() => Assert.That(
        Admits($$"""{{{ApiText}},"kind":"ClusterRole","metadata":{"name":"new"},"aggregationRule":{"clusterRoleSelectors":[{}]} }"""),
        Is.False);

    [Test]
    public void A_label_on_a_role_that_the_writer_does_not_hold_is_refused_since_it_may_aggregate_the_role()
    {
        const string Admin = $$"""{{{ApiText}},"kind":"ClusterRole","metadata":{"name":"admin"%},"rules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}""";
        var old = Admin.Replace("%", "", StringComparison.Ordinal);

        Assert.That(Admits(Admin.Replace("%", ",\"labels\":{\"rbac.authorization.k8s.io/aggregate-to-edit\":\"true\"}", StringComparison.Ordinal), old: old), Is.False);
        Assert.That(Admits(Admin.Replace("%", ",\"finalizers\":[\"a/b\"],\"resourceVersion\":\"7\"", StringComparison.Ordinal), old: old), Is.True);
    }

    [Test]
    public void Taking_the_aggregation_rule_away_takes_everything_too()
    {
        const string Role = $$"""{{{ApiText}},"kind":"ClusterRole","metadata":{"name":"new"}""";

        Assert.That(Admits(Role + "}", old: Role + ""","aggregationRule":{"clusterRoleSelectors":[{}]} }"""), Is.False);
        Assert.That(Admits(Role + "}", old: Role + ""","rules":[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]}"""), Is.True);
    }

    [Test]
    public void A_role_that_does_not_exist_yet_is_bound_only_by_who_may_bind_it()
    {
        var error = Assert.ThrowsAsync<ApiException>(async () => await Check(Binding("later"), new UserInfo("jane")))!;

        Assert.That((error.Code, error.Message), Is.EqualTo((404, "clusterroles.rbac.authorization.k8s.io \"later\" not found")));
    }

    private static string Binding(string role) =>
        $$"""{{{ApiText}},"kind":"RoleBinding","metadata":{"namespace":"web","name":"new"},"roleRef":{"kind":"ClusterRole","name":"{{role}}"},"subjects":[]}""";

    private void Bind(string user, string role) => _objects.Put(
        $$"""{{{ApiText}},"kind":"ClusterRoleBinding","metadata":{"name":"{{user}}-{{role}}"},"roleRef":{"kind":"ClusterRole","name":"{{role}}"},"subjects":[{"kind":"User","name":"{{user}}"}]}""");

    private bool Admits(string json, UserInfo? user = null, string? old = null)
    {
        try
        {
            Check(json, user ?? new UserInfo("jane"), old).AsTask().GetAwaiter().GetResult();
            return true;
        }
        catch (ApiException e) when (e.IsForbidden)
        {
            return false;
        }
    }

    private ValueTask Check(string json, UserInfo user, string? old = null)
    {
        var document = ObjectsInMemory.Parse(json);
        var request = new AdmissionRequest
        {
            Verb = old is null ? AdmissionVerb.Create : AdmissionVerb.Update,
            Kind = document.Schema,
            Object = document,
            Old = old is null ? null : ObjectsInMemory.Parse(old).Freeze(),
            User = user,
            Namespace = document.Namespace,
            Name = document.Name,
        };
        Assert.That(_plugin.Handles(request), Is.True);
        return _plugin.ValidateAsync(request, CancellationToken.None);
    }
}
