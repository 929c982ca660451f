using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
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

    [TestCase("[]", ExpectedResult = "")]
    [TestCase("[\"vault\"]", ExpectedResult = "")]
    [TestCase("[\"csi\"]", ExpectedResult = "")]
    [TestCase("[\"granted\"]", ExpectedResult = "")]
    [TestCase("[\"other\"]", ExpectedResult = "serviceaccounts \"bot\" is forbidden: audience \"other\" not found in pod spec volume")]
    [TestCase("[\"vault\",\"csi\"]", ExpectedResult = "serviceaccounts \"bot\" is forbidden: node may only request 0 or 1 audiences")]
    public string A_node_asks_tokens_for_those_whom_its_pods_volumes_name(string audiences)
    {
        _objects.Put("""{"apiVersion":"storage.k8s.io/v1","kind":"CSIDriver","metadata":{"name":"csi.example.com"},"spec":{"tokenRequests":[{"audience":"csi"}]}}""");
        _objects.Put("""{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"v"},"spec":{"csi":{"driver":"csi.example.com"}}}""");
        _objects.Put("""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"namespace":"web","name":"c"},"spec":{"volumeName":"v"}}""");
        _objects.Put("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a","uid":"u"},"spec":{"nodeName":"n1","serviceAccountName":"bot","volumes":[
              {"name":"x","projected":{"sources":[{"serviceAccountToken":{"path":"token"}},{"serviceAccountToken":{"path":"v","audience":"vault"}}]}},
              {"name":"y","persistentVolumeClaim":{"claimName":"c"}}]}}
            """);
        var accounts = Api.Core.V1.ServiceAccount.Schema;
        var body = new Document(
            SubresourceKinds.Of(accounts.Subresource("token")!, accounts),
            JsonText.Parse($$"""{"spec":{"audiences":{{audiences}},"boundObjectRef":{"apiVersion":"v1","kind":"Pod","name":"a","uid":"u"} } }""").AsMap!);
        var request = new AdmissionRequest
        {
            Verb = AdmissionVerb.Create, Kind = accounts, Subresource = "token", Namespace = "web", Name = "bot", Object = body, User = Node,
        };

        return AdmissionRig.Refusal(() => new NodeRestriction(_objects, new Audiences()).ValidateAsync(request, CancellationToken.None).AsTask().GetAwaiter().GetResult());
    }

    [TestCase("system:node:n1", ExpectedResult = "")]
    [TestCase("system:node:n2", ExpectedResult = "certificatesigningrequests.certificates.k8s.io \"a\" is forbidden: can only create a node CSR with CN=system:node:n1")]
    public string A_node_asks_certificates_for_itself(string name)
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var wanted = new System.Security.Cryptography.X509Certificates.CertificateRequest($"CN={name}, O=system:nodes", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        var pem = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(wanted.CreateSigningRequestPem()));
        return Refusal(
            AdmissionVerb.Create,
            $$"""{"apiVersion":"certificates.k8s.io/v1","kind":"CertificateSigningRequest","metadata":{"name":"a"},"spec":{"signerName":"kubernetes.io/kubelet-serving","request":"{{pem}}"} }""",
            null);
    }

    [TestCase("\"labels\":{\"a\":\"b\"},", "", ExpectedResult = "persistentvolumeclaims \"c\" is forbidden: node \"n1\" is not allowed to update fields other than status.capacity and status.conditions")]
    [TestCase("", "\"capacity\":{\"storage\":\"2Gi\"}", ExpectedResult = "")]
    public string A_node_writes_the_size_of_claims_alone(string metadata, string status)
    {
        const string Claim = """{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{%m"namespace":"web","name":"c"},"status":{%s}}""";
        string With(string m, string s) => Claim.Replace("%m", m, StringComparison.Ordinal).Replace("%s", s, StringComparison.Ordinal);
        return Refusal(AdmissionVerb.Update, With(metadata, status), With("", ""), "status");
    }

    [Test]
    public void Others_are_not_restricted() => Assert.That(
        AdmissionRig.Refusal(() => new NodeRestriction(_objects, new Audiences()).Create("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n2"}}""", new UserInfo("jane"))),
        Is.Empty);

    private string Refusal(AdmissionVerb verb, string? json, string? old, string subresource = "") => AdmissionRig.Refusal(() =>
        new NodeRestriction(_objects, new Audiences()).Send(
            verb,
            json is null ? null : ObjectsInMemory.Parse(json),
            old is null ? null : ObjectsInMemory.Parse(old).Freeze(),
            Node,
            subresource));

    /// <summary>Lets nodes ask for tokens of one more audience.</summary>
    private sealed class Audiences : IAuthorizer
    {
        public AuthorizationResult Authorize(in AuthorizationAttributes attributes) =>
            attributes is { Verb: "request-serviceaccounts-token-audience", Resource: "granted", Namespace: "web", Name: "bot" } ? AuthorizationResult.Allow("") : AuthorizationResult.NoOpinion;
    }
}
