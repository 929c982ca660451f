using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission;

public sealed class NodeRestrictionTests
{
    private static readonly UserInfo Node = new("system:node:n1", ["system:nodes"]);

    private readonly ObjectsInMemory _objects = new();

    [TestCase("""{"name":"n1"}""", ExpectedResult = "")]
    [TestCase("""{"name":"n2"}""", ExpectedResult = "nodes \"n2\" is forbidden: node \"n1\" is not allowed to modify node \"n2\"")]
    [TestCase("""{"name":"n1","labels":{"kubernetes.io/hostname":"n1","node.kubernetes.io/x":"y","example.com/a":"b"}}""", ExpectedResult = "")]
    [TestCase("""{"name":"n1","labels":{"node-role.kubernetes.io/control-plane":""}}""",
        ExpectedResult = "nodes \"n1\" is forbidden: is not allowed to set the following labels: node-role.kubernetes.io/control-plane (node \"n1\")")]
    [TestCase("""{"name":"n1","labels":{"node-restriction.kubernetes.io/zone":"a"}}""",
        ExpectedResult = "nodes \"n1\" is forbidden: is not allowed to set the following labels: node-restriction.kubernetes.io/zone (node \"n1\")")]
    public string A_node_makes_its_own_node(string metadata) =>
        Refusal(AdmissionVerb.Create, $$"""{"apiVersion":"v1","kind":"Node","metadata":{{metadata}}}""", null);

    [Test]
    public void A_node_does_not_take_off_its_taints() => Assert.That(
        Refusal(
            AdmissionVerb.Update,
            """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},"spec":{}}""",
            """{"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},"spec":{"taints":[{"key":"a","effect":"NoSchedule"}]}}"""),
        Is.EqualTo("nodes \"n1\" is forbidden: node \"n1\" is not allowed to modify taints"));

    [TestCase("n1", "\"kubernetes.io/config.mirror\":\"x\"", "", ExpectedResult = "")]
    [TestCase("n1", "", "", ExpectedResult = "pods \"a\" is forbidden: pod does not have \"kubernetes.io/config.mirror\" annotation, node \"n1\" can only create mirror pods")]
    [TestCase("n2", "\"kubernetes.io/config.mirror\":\"x\"", "", ExpectedResult = "pods \"a\" is forbidden: node \"n1\" can only create pods with spec.nodeName set to itself")]
    [TestCase("n1", "\"kubernetes.io/config.mirror\":\"x\"", "\"serviceAccountName\":\"bot\",", ExpectedResult = "pods \"a\" is forbidden: node \"n1\" can not create pods that reference a service account")]
    [TestCase("n1", "\"kubernetes.io/config.mirror\":\"x\"", "\"volumes\":[{\"name\":\"v\",\"secret\":{\"secretName\":\"s\"}}],", ExpectedResult = "pods \"a\" is forbidden: node \"n1\" can not create pods that reference secrets")]
    public string A_node_makes_mirror_pods_alone(string node, string annotations, string spec) => Refusal(
        AdmissionVerb.Create,
        $$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a","annotations":{{{{annotations}}}} },"spec":{{{{spec}}}"nodeName":"{{{node}}}"}}""",
        null);

    [TestCase("n1", ExpectedResult = "")]
    [TestCase("n2", ExpectedResult = "pods \"a\" is forbidden: node \"n1\" can only update pod status for pods with spec.nodeName set to itself")]
    public string A_node_writes_the_status_of_its_pods(string node)
    {
        var pod = $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},"spec":{"nodeName":"{{node}}"} }""";
        return Refusal(AdmissionVerb.Update, pod, pod, "status");
    }

    [TestCase("n1", ExpectedResult = "")]
    [TestCase("n2", ExpectedResult = "pods \"a\" is forbidden: node \"n1\" can only delete pods with spec.nodeName set to itself")]
    public string A_node_deletes_its_pods(string node) =>
        Refusal(AdmissionVerb.Delete, null, $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},"spec":{"nodeName":"{{node}}"} }""");

    [Test]
    public void Others_are_not_restricted() => Assert.That(
        AdmissionRig.Refusal(() => new NodeRestriction(_objects).Create("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n2"}}""", new UserInfo("jane"))),
        Is.Empty);

    private string Refusal(AdmissionVerb verb, string? json, string? old, string subresource = "") => AdmissionRig.Refusal(() =>
        new NodeRestriction(_objects).Send(
            verb,
            json is null ? null : ObjectsInMemory.Parse(json),
            old is null ? null : ObjectsInMemory.Parse(old).Freeze(),
            Node,
            subresource));
}
