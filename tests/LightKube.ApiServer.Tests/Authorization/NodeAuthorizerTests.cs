using LightKube.Api.Core.V1;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Authorization;

public sealed class NodeAuthorizerTests
{
    private ObjectsInMemory _objects = null!;
    private NodeAuthorizer _authorizer = null!;

    [SetUp]
    public void SetUp()
    {
        var graph = new NodeGraph();
        _objects = new ObjectsInMemory();
        _objects.Observe(graph);
        _authorizer = new NodeAuthorizer(graph);
        _objects.Put(Pod("n1"));
        _objects.Put("""
            {"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv1"},
             "spec":{"claimRef":{"namespace":"web","name":"data"},"csi":{"driver":"d","volumeHandle":"v","nodePublishSecretRef":{"namespace":"csi","name":"key"}}}}
            """);
        _objects.Put("""{"apiVersion":"storage.k8s.io/v1","kind":"VolumeAttachment","metadata":{"name":"va1"},"spec":{"nodeName":"n1"}}""");
    }

    [TestCase("secrets", "get", "web", "tls", ExpectedResult = true)]
    [TestCase("secrets", "watch", "web", "tls", ExpectedResult = true)]
    [TestCase("secrets", "list", "web", "", ExpectedResult = false)]
    [TestCase("secrets", "get", "web", "other", ExpectedResult = false)]
    [TestCase("secrets", "get", "db", "tls", ExpectedResult = false)]
    [TestCase("secrets", "delete", "web", "tls", ExpectedResult = false)]
    [TestCase("secrets", "get", "web", "pull", ExpectedResult = true)]
    [TestCase("secrets", "get", "web", "from-env", ExpectedResult = true)]
    [TestCase("secrets", "get", "csi", "key", ExpectedResult = true)]
    [TestCase("configmaps", "get", "web", "settings", ExpectedResult = true)]
    [TestCase("configmaps", "get", "web", "projected", ExpectedResult = true)]
    [TestCase("persistentvolumeclaims", "get", "web", "data", ExpectedResult = true)]
    [TestCase("persistentvolumeclaims", "list", "web", "data", ExpectedResult = false)]
    [TestCase("persistentvolumes", "get", "", "pv1", ExpectedResult = true)]
    [TestCase("persistentvolumes", "get", "", "pv2", ExpectedResult = false)]
    [TestCase("volumeattachments", "get", "", "va1", ExpectedResult = true)]
    [TestCase("pods", "get", "web", "a", ExpectedResult = true)]
    [TestCase("pods", "get", "web", "b", ExpectedResult = false)]
    [TestCase("pods", "list", "web", "", ExpectedResult = false)]
    [TestCase("pods", "create", "web", "", ExpectedResult = true)]
    [TestCase("pods/status", "patch", "web", "a", ExpectedResult = true)]
    [TestCase("pods/exec", "create", "web", "a", ExpectedResult = false)]
    [TestCase("serviceaccounts/token", "create", "web", "bot", ExpectedResult = true)]
    [TestCase("serviceaccounts/token", "create", "web", "other", ExpectedResult = false)]
    [TestCase("nodes", "get", "", "n1", ExpectedResult = true)]
    [TestCase("nodes", "get", "", "n2", ExpectedResult = false)]
    [TestCase("nodes", "list", "", "", ExpectedResult = false)]
    [TestCase("nodes", "create", "", "", ExpectedResult = true)]
    [TestCase("nodes/status", "patch", "", "n1", ExpectedResult = true)]
    [TestCase("nodes/status", "patch", "", "n2", ExpectedResult = false)]
    [TestCase("nodes", "delete", "", "n1", ExpectedResult = false)]
    [TestCase("leases", "update", "kube-node-lease", "n1", ExpectedResult = true)]
    [TestCase("leases", "update", "kube-node-lease", "n2", ExpectedResult = false)]
    [TestCase("leases", "update", "kube-system", "n1", ExpectedResult = false)]
    [TestCase("csinodes", "update", "", "n1", ExpectedResult = true)]
    [TestCase("services", "watch", "", "", ExpectedResult = true)]
    [TestCase("events", "create", "web", "", ExpectedResult = true)]
    [TestCase("roles", "get", "web", "x", ExpectedResult = false)]
    public bool A_node_may(string resource, string verb, string ns, string name) => Allows("n1", resource, verb, ns, name);

    [Test]
    public void Another_node_may_not_read_what_only_this_one_needs() =>
        Assert.That(Allows("n2", "secrets", "get", "web", "tls"), Is.False);

    [Test]
    public void A_deleted_pod_gives_no_rights()
    {
        _objects.Remove(Api.Core.V1.Pod.Schema, "web", "a");

        Assert.That(Allows("n1", "secrets", "get", "web", "tls"), Is.False);
        Assert.That(Allows("n1", "persistentvolumes", "get", "", "pv1"), Is.False);
    }

    [Test]
    public void A_pod_gives_rights_when_it_is_bound()
    {
        _objects.Remove(Api.Core.V1.Pod.Schema, "web", "a");
        _objects.Put(Pod(""));
        Assert.That(Allows("n2", "secrets", "get", "web", "tls"), Is.False);

        _objects.Put(Pod("n2"));

        Assert.That(Allows("n2", "secrets", "get", "web", "tls"), Is.True);
    }

    [Test]
    public void A_node_lists_its_own_pods_by_field()
    {
        Assert.That(Allows("n1", "pods", "list", "", "", "spec.nodeName=n1"), Is.True);
        Assert.That(Allows("n1", "pods", "watch", "", "", "status.phase!=Failed,spec.nodeName=n1"), Is.True);
        Assert.That(Allows("n1", "pods", "list", "", "", "spec.nodeName=n2"), Is.False);
    }

    [Test]
    public void A_node_needs_its_group() => Assert.That(
        _authorizer.Authorize(new AuthorizationAttributes { User = new UserInfo("system:node:n1"), Verb = "get", IsResourceRequest = true, Resource = "nodes", Name = "n1" }).Decision,
        Is.EqualTo(Decision.NoOpinion));

    private bool Allows(string node, string resource, string verb, string ns, string name, string selector = "")
    {
        var parts = resource.Split('/');
        var group = parts[0] switch
        {
            "leases" => "coordination.k8s.io",
            "csinodes" or "volumeattachments" => "storage.k8s.io",
            "roles" => "rbac.authorization.k8s.io",
            _ => "",
        };
        return _authorizer.Authorize(new AuthorizationAttributes
        {
            User = new UserInfo($"system:node:{node}", ["system:nodes"]),
            Verb = verb,
            IsResourceRequest = true,
            Group = group,
            Resource = parts[0],
            Subresource = parts.Length > 1 ? parts[1] : "",
            Namespace = ns,
            Name = name,
            FieldSelector = selector,
        }).IsAllowed;
    }

    private static string Pod(string node) => $$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},"spec":{
          "nodeName":"{{{node}}}","serviceAccountName":"bot","imagePullSecrets":[{"name":"pull"}],
          "containers":[{"name":"c","env":[{"name":"X","valueFrom":{"secretKeyRef":{"name":"from-env","key":"k"} } }],"envFrom":[{"configMapRef":{"name":"settings"}}]}],
          "volumes":[{"name":"s","secret":{"secretName":"tls"}},{"name":"p","projected":{"sources":[{"configMap":{"name":"projected"}}]}},
                     {"name":"d","persistentVolumeClaim":{"claimName":"data"}}]}}
        """;
}
