using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Authorization.Bootstrap;
using LightKube.ApiServer.Tests.Objects;
using LightKube.ApiServer.Validation;

namespace LightKube.ApiServer.Tests.Authorization;

public sealed class BootstrapPolicyTests
{
    private readonly RbacAuthorizer _rbac = new();

    [OneTimeSetUp]
    public void Load()
    {
        var objects = new ObjectsInMemory();
        objects.Observe(_rbac);
        foreach (var document in BootstrapPolicy.Documents)
        {
            objects.Put(document);
        }
    }

    [Test]
    public void Every_default_is_valid()
    {
        foreach (var document in BootstrapPolicy.Documents)
        {
            var errors = new FieldErrors();
            KindValidations.Find(document.Schema)!.Create(errors.Root(document.Root));
            Assert.That(errors.Causes, Is.Empty, document.ToString());
            Assert.That(document.Labels!.GetString("kubernetes.io/bootstrapping"), Is.EqualTo("rbac-defaults"));
            Assert.That(document.Metadata.Annotations["rbac.authorization.kubernetes.io/autoupdate"], Is.EqualTo("true"));
        }
    }

    [Test]
    public void Names_are_unique_and_bound_roles_exist()
    {
        var keys = BootstrapPolicy.Documents.Select(document => document.ToString()).ToList();
        Assert.That(keys, Is.Unique);
        foreach (var binding in BootstrapPolicy.Documents.Where(document => document.Root.Contains("roleRef")))
        {
            var role = binding.Root.GetMap("roleRef")!;
            var name = role.GetString("kind") == "Role" ? $"Role {binding.Namespace}/{role.GetString("name")}" : $"ClusterRole {role.GetString("name")}";
            Assert.That(keys, Does.Contain(name), binding.ToString());
        }
    }

    [TestCase("system:anonymous", "system:unauthenticated", "/healthz", ExpectedResult = true)]
    [TestCase("system:anonymous", "system:unauthenticated", "/version", ExpectedResult = true)]
    [TestCase("system:anonymous", "system:unauthenticated", "/api", ExpectedResult = false)]
    [TestCase("jane", "system:authenticated", "/apis/apps/v1", ExpectedResult = true)]
    [TestCase("jane", "system:authenticated", "/metrics", ExpectedResult = false)]
    [TestCase("jane", "system:monitoring", "/metrics", ExpectedResult = true)]
    [TestCase("system:serviceaccount:a:b", "system:serviceaccounts", "/openid/v1/jwks", ExpectedResult = true)]
    public bool Paths(string user, string group, string path) =>
        _rbac.Authorize(AuthorizationAttributes.ForPath(new UserInfo(user, [group]), "get", path)).IsAllowed;

    [TestCase("system:kube-scheduler", "create", "", "pods", "binding", ExpectedResult = true)]
    [TestCase("system:kube-scheduler", "delete", "", "secrets", "", ExpectedResult = false)]
    [TestCase("system:kube-controller-manager", "create", "apps", "replicasets", "", ExpectedResult = true)]
    [TestCase("system:kube-controller-manager", "update", "", "replicationcontrollers", "status", ExpectedResult = true)]
    [TestCase("system:kube-controller-manager", "create", "discovery.k8s.io", "endpointslices", "", ExpectedResult = true)]
    [TestCase("system:kube-controller-manager", "deletecollection", "example.com", "things", "", ExpectedResult = true)]
    [TestCase("system:kube-controller-manager", "create", "rbac.authorization.k8s.io", "clusterrolebindings", "", ExpectedResult = false)]
    [TestCase("system:serviceaccount:kube-system:replicaset-controller", "create", "", "pods", "", ExpectedResult = true)]
    [TestCase("system:serviceaccount:kube-system:replication-controller", "create", "", "pods", "", ExpectedResult = true)]
    [TestCase("system:kube-proxy", "watch", "discovery.k8s.io", "endpointslices", "", ExpectedResult = true)]
    [TestCase("jane", "get", "", "pods", "", ExpectedResult = false)]
    public bool Identities(string user, string verb, string group, string resource, string subresource) => _rbac.Authorize(new AuthorizationAttributes
    {
        User = new UserInfo(user),
        Verb = verb,
        IsResourceRequest = true,
        Group = group,
        Resource = resource,
        Subresource = subresource,
        Namespace = "web",
    }).IsAllowed;

    [Test]
    public void What_was_taken_from_a_default_role_comes_back_and_what_was_added_stays()
    {
        var wanted = Default("system:kube-dns");
        var stored = wanted.MutableCopy();
        var rule = stored.Root.GetList("rules")![0].AsMap!;
        rule.Set("resources", DocList.Of(["services"]));
        rule.Set("verbs", DocList.Of(["list", "watch", "get"]));
        stored.Metadata.Labels.Clear();

        var mended = PolicyMerge.Mend(stored, wanted)!;

        Assert.That(RuleCoverage.Missing(Rule.AllOf(mended), Rule.AllOf(wanted)), Is.Empty);
        Assert.That(mended.Root.GetList("rules")![0].AsMap!.GetList("verbs")!.Count, Is.EqualTo(3));
        Assert.That(mended.Labels!.GetString("kubernetes.io/bootstrapping"), Is.EqualTo("rbac-defaults"));
        Assert.That(PolicyMerge.Mend(mended, wanted), Is.Null);
    }

    [Test]
    public void A_role_that_opts_out_is_left_alone()
    {
        var stored = Default("system:kube-dns").MutableCopy();
        stored.Root.Set("rules", new DocList());
        stored.Metadata.Annotations["rbac.authorization.kubernetes.io/autoupdate"] = "false";

        Assert.That(PolicyMerge.Mend(stored, Default("system:kube-dns")), Is.Null);
    }

    [Test]
    public void Lost_subjects_come_back()
    {
        var wanted = BootstrapPolicy.Documents.Single(document => document.Schema.Kind == "ClusterRoleBinding" && document.Name == "cluster-admin");
        var stored = wanted.MutableCopy();
        stored.Root.Remove("subjects");

        Assert.That(PolicyMerge.Mend(stored, wanted)!.Root["subjects"], Is.EqualTo(wanted.Root["subjects"]));
    }

    [TestCase("role kube-system")]
    [TestCase("clusterrole x\n get core")]
    [TestCase("bind x nobody:x")]
    public void A_line_that_makes_no_sense_is_told(string text) =>
        Assert.That(() => PolicyParser.Parse(text), Throws.TypeOf<FormatException>());

    private static Document Default(string name) =>
        BootstrapPolicy.Documents.Single(document => document.Schema.Kind == "ClusterRole" && document.Name == name);
}
