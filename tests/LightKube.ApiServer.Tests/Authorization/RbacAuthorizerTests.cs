using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Tests.Objects;
using LightKube.Api.Rbac.V1;

namespace LightKube.ApiServer.Tests.Authorization;

public sealed class RbacAuthorizerTests
{
    private readonly ObjectsInMemory _objects = new();
    private readonly RbacAuthorizer _rbac = new();
    private readonly UserInfo _jane = new("jane", ["devs"]);

    [OneTimeSetUp]
    public void Observe() => _objects.Observe(_rbac);

    [TestCase("[\"get\"]", "[\"\"]", "[\"pods\"]", "get", "", "pods", "", ExpectedResult = true)]
    [TestCase("[\"get\"]", "[\"\"]", "[\"pods\"]", "list", "", "pods", "", ExpectedResult = false)]
    [TestCase("[\"*\"]", "[\"*\"]", "[\"*\"]", "delete", "apps", "deployments", "scale", ExpectedResult = true)]
    [TestCase("[\"get\"]", "[\"apps\"]", "[\"pods\"]", "get", "", "pods", "", ExpectedResult = false)]
    [TestCase("[\"get\"]", "[\"\"]", "[\"pods\"]", "get", "", "pods", "log", ExpectedResult = false)]
    [TestCase("[\"get\"]", "[\"\"]", "[\"pods/log\"]", "get", "", "pods", "log", ExpectedResult = true)]
    [TestCase("[\"get\"]", "[\"\"]", "[\"pods/log\"]", "get", "", "pods", "", ExpectedResult = false)]
    [TestCase("[\"get\"]", "[\"*\"]", "[\"*/scale\"]", "get", "apps", "deployments", "scale", ExpectedResult = true)]
    [TestCase("[\"get\"]", "[\"*\"]", "[\"*/scale\"]", "get", "apps", "deployments", "status", ExpectedResult = false)]
    [TestCase("[\"get\"]", "[\"\"]", "[\"pods/*\"]", "get", "", "pods", "log", ExpectedResult = false)]
    public bool Rules_match(string verbs, string groups, string resources, string verb, string group, string resource, string subresource)
    {
        PutRole($$"""[{"verbs":{{verbs}},"apiGroups":{{groups}},"resources":{{resources}}}]""");
        Bind("ClusterRoleBinding", "", """{"kind":"User","name":"jane"}""");

        return Allows(verb, resource, group: group, subresource: subresource);
    }

    [TestCase("/healthz", "/healthz", ExpectedResult = true)]
    [TestCase("/healthz", "/healthz/etcd", ExpectedResult = false)]
    [TestCase("/healthz/*", "/healthz/etcd", ExpectedResult = true)]
    [TestCase("/api*", "/apis", ExpectedResult = true)]
    [TestCase("*", "/anything", ExpectedResult = true)]
    public bool Paths_match(string pattern, string path)
    {
        PutRole($$"""[{"verbs":["get"],"nonResourceURLs":["{{pattern}}"]}]""");
        Bind("ClusterRoleBinding", "", """{"kind":"Group","name":"devs"}""");

        return _rbac.Authorize(AuthorizationAttributes.ForPath(_jane, "get", path)).IsAllowed;
    }

    [Test]
    public void A_RoleBinding_counts_in_its_namespace_alone()
    {
        PutRole("""[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        Bind("RoleBinding", "web", """{"kind":"User","name":"jane"}""");

        Assert.That(Allows("get", "pods", ns: "web"), Is.True);
        Assert.That(Allows("get", "pods", ns: "db"), Is.False);
        Assert.That(Allows("get", "pods"), Is.False);
    }

    [Test]
    public void Names_of_resources_restrict()
    {
        PutRole("""[{"verbs":["get","list"],"apiGroups":[""],"resources":["configmaps"],"resourceNames":["a"]}]""");
        Bind("ClusterRoleBinding", "", """{"kind":"User","name":"jane"}""");

        Assert.That(Allows("get", "configmaps", name: "a"), Is.True);
        Assert.That(Allows("get", "configmaps", name: "b"), Is.False);
        Assert.That(Allows("list", "configmaps"), Is.False);
    }

    [Test]
    public void A_service_account_of_the_bindings_namespace_is_a_subject()
    {
        PutRole("""[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        Bind("RoleBinding", "web", """{"kind":"ServiceAccount","name":"bot"}""");

        Assert.That(_rbac.Authorize(Attributes(new UserInfo("system:serviceaccount:web:bot"), "get", "pods", "", "", "web", "")).IsAllowed, Is.True);
    }

    [Test]
    public void Changes_count_at_once_whatever_comes_first()
    {
        Bind("ClusterRoleBinding", "", """{"kind":"User","name":"jane"}""");
        PutRole("""[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        Assert.That(Allows("get", "pods"), Is.True);

        PutRole("""[{"verbs":["list"],"apiGroups":[""],"resources":["pods"]}]""");
        Assert.That(Allows("get", "pods"), Is.False);
        Assert.That(Allows("list", "pods"), Is.True);

        Bind("ClusterRoleBinding", "", """{"kind":"User","name":"joe"}""");
        Assert.That(Allows("list", "pods"), Is.False);
    }

    [Test]
    public void A_removed_binding_gives_nothing()
    {
        PutRole("""[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        Bind("ClusterRoleBinding", "", """{"kind":"User","name":"jane"}""");

        _objects.Remove(ClusterRoleBinding.Schema, "", "b");

        Assert.That(Allows("get", "pods"), Is.False);
    }

    [Test]
    public void The_reason_names_binding_role_and_subject()
    {
        PutRole("""[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        Bind("ClusterRoleBinding", "", """{"kind":"Group","name":"devs"}""");

        Assert.That(
            _rbac.Authorize(Attributes(_jane, "get", "pods", "", "", "", "")).Reason,
            Is.EqualTo("RBAC: allowed by ClusterRoleBinding \"b\" of ClusterRole \"r\" to Group \"devs\""));
    }

    [TearDown]
    public void Forget()
    {
        _objects.Remove(ClusterRoleBinding.Schema, "", "b");
        _objects.Remove(RoleBinding.Schema, "web", "b");
        _objects.Remove(ClusterRole.Schema, "", "r");
    }

    private void PutRole(string rules) => _objects.Put(
        $$"""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"r"},"rules":{{rules}}}""");

    private void Bind(string kind, string ns, string subject) => _objects.Put($$"""
        {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{{kind}}","metadata":{"name":"b","namespace":"{{ns}}"},
         "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r"},"subjects":[{{subject}}]}
        """);

    private bool Allows(string verb, string resource, string group = "", string subresource = "", string ns = "", string name = "") =>
        _rbac.Authorize(Attributes(_jane, verb, resource, group, subresource, ns, name)).IsAllowed;

    private static AuthorizationAttributes Attributes(UserInfo user, string verb, string resource, string group, string subresource, string ns, string name) => new()
    {
        User = user,
        Verb = verb,
        IsResourceRequest = true,
        Group = group,
        Resource = resource,
        Subresource = subresource,
        Namespace = ns,
        Name = name,
    };
}
