using LightKube.Api.Core.V1;
using LightKube.Api.Networking.V1;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission;

public sealed class PluginTests
{
    private const string APod = """{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},"spec":{"containers":[{"name":"c","image":"i"}]}}""";

    private ObjectsInMemory _objects = null!;

    [SetUp]
    public void SetUp() => _objects = new ObjectsInMemory();

    [Test]
    public void Nothing_is_created_in_a_missing_namespace() => Assert.That(
        AdmissionRig.Refusal(() => new NamespaceLifecycle(_objects).Create(APod)),
        Is.EqualTo("namespaces \"web\" not found"));

    [Test]
    public void Nothing_is_created_in_a_namespace_that_goes_away()
    {
        _objects.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"web"},"status":{"phase":"Terminating"}}""");

        Assert.That(
            AdmissionRig.Refusal(() => new NamespaceLifecycle(_objects).Create(APod)),
            Is.EqualTo("pods \"a\" is forbidden: unable to create new content in namespace web because it is being terminated"));
    }

    [TestCase("default", ExpectedResult = "namespaces \"default\" is forbidden: this namespace may not be deleted")]
    [TestCase("kube-system", ExpectedResult = "namespaces \"kube-system\" is forbidden: this namespace may not be deleted")]
    [TestCase("web", ExpectedResult = "")]
    public string Some_namespaces_stay(string name)
    {
        var ns = ObjectsInMemory.Parse($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{name}}"} }""");
        return AdmissionRig.Refusal(() => new NamespaceLifecycle(_objects).Send(AdmissionVerb.Delete, null, ns));
    }

    [Test]
    public void A_pod_gets_account_token_and_pull_secrets()
    {
        _objects.Put("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"web","name":"default"},"imagePullSecrets":[{"name":"registry"}]}""");

        var pod = Accounts().Create(APod).As<Pod>();

        Assert.That(pod.Spec.ServiceAccountName, Is.EqualTo("default"));
        Assert.That(pod.Spec.ServiceAccount, Is.EqualTo("default"));
        Assert.That(pod.Spec.ImagePullSecrets[0].Name, Is.EqualTo("registry"));
        Assert.That(pod.Spec.Volumes[0].Name, Does.Match("^kube-api-access-[a-z0-9]{5}$"));
        Assert.That(pod.Spec.Volumes[0].Projected.Sources, Has.Count.EqualTo(3));
        Assert.That(pod.Spec.Containers[0].VolumeMounts[0].MountPath, Is.EqualTo("/var/run/secrets/kubernetes.io/serviceaccount"));
        Assert.That(pod.Spec.Containers[0].VolumeMounts[0].Name, Is.EqualTo(pod.Spec.Volumes[0].Name));
    }

    [Test]
    public void Volume_of_the_token_is_called_alike_in_all_pods_of_an_account()
    {
        _objects.Put("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"web","name":"default","uid":"u-1"} }""");
        _objects.Put("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"namespace":"web","name":"bot","uid":"u-2"} }""");
        var ofBot = APod.Replace("\"containers\"", "\"serviceAccountName\":\"bot\",\"containers\"", StringComparison.Ordinal);

        var names = new[] { APod, APod, ofBot }.Select(json => Accounts().Create(json).As<Pod>().Spec.Volumes[0].Name).ToList();

        Assert.That(names[1], Is.EqualTo(names[0]));
        Assert.That(names[2], Is.Not.EqualTo(names[0]));
    }

    [TestCase("\"automountServiceAccountToken\":false", "", ExpectedResult = 0)]
    [TestCase("", "\"automountServiceAccountToken\":false,", ExpectedResult = 0)]
    [TestCase("\"automountServiceAccountToken\":true", "\"automountServiceAccountToken\":false,", ExpectedResult = 1)]
    public int The_pod_decides_about_the_token_and_then_the_account(string ofPod, string ofAccount)
    {
        _objects.Put($$"""{"apiVersion":"v1","kind":"ServiceAccount",{{ofAccount}}"metadata":{"namespace":"web","name":"default"} }""");
        var json = APod.Replace("\"containers\"", (ofPod.Length > 0 ? ofPod + "," : "") + "\"containers\"", StringComparison.Ordinal);
        return Accounts().Create(json).As<Pod>().Spec.Volumes.Count;
    }

    [Test]
    public void A_pod_needs_its_account()
    {
        var json = APod.Replace("\"containers\"", "\"serviceAccountName\":\"bot\",\"containers\"", StringComparison.Ordinal);

        Assert.That(
            AdmissionRig.Refusal(() => Accounts().Create(json)),
            Is.EqualTo("pods \"a\" is forbidden: error looking up service account web/bot: serviceaccount \"bot\" not found"));
    }

    [Test]
    public void Priority_comes_from_the_class()
    {
        _objects.Put("""{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"high"},"value":1000,"preemptionPolicy":"Never"}""");
        var plugin = new Priority(_objects);

        var high = plugin.Create(WithClass("high")).As<Pod>().Spec;
        Assert.That((high.Priority, high.PreemptionPolicy), Is.EqualTo(((int?)1000, "Never")));
        Assert.That(plugin.Create(APod).As<Pod>().Spec.Priority, Is.Zero);
        Assert.That(plugin.Create(WithClass("system-node-critical")).As<Pod>().Spec.Priority, Is.EqualTo(2000001000));
        Assert.That(
            AdmissionRig.Refusal(() => plugin.Create(WithClass("none"))),
            Is.EqualTo("pods \"a\" is forbidden: no PriorityClass with name none was found"));
        Assert.That(
            AdmissionRig.Refusal(() => plugin.Create(APod.Replace("\"containers\"", "\"priority\":5,\"containers\"", StringComparison.Ordinal))),
            Does.Contain("the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0"));
    }

    [Test]
    public void An_update_that_leaves_out_the_priority_keeps_it()
    {
        var plugin = new Priority(_objects);
        var before = plugin.Create(APod);

        var after = plugin.Send(AdmissionVerb.Update, ObjectsInMemory.Parse(APod), before).Object!.As<Pod>().Spec;

        Assert.That((after.Priority, after.PreemptionPolicy), Is.EqualTo(((int?)0, "PreemptLowerPriority")));
    }

    [Test]
    public void A_default_priority_class_counts_for_pods_without_one()
    {
        _objects.Put("""{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"usual"},"value":10,"globalDefault":true}""");
        var plugin = new Priority(_objects);

        Assert.That(plugin.Create(APod).As<Pod>().Spec.PriorityClassName, Is.EqualTo("usual"));
        Assert.That(
            AdmissionRig.Refusal(() => plugin.Create("""{"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"other"},"value":1,"globalDefault":true}""")),
            Does.EndWith("PriorityClass usual is already marked as default. Only one default can exist"));
    }

    [TestCase("", ExpectedResult = 2)]
    [TestCase("""{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":5}""", ExpectedResult = 2)]
    [TestCase("""{"operator":"Exists"}""", ExpectedResult = 1)]
    [TestCase("""{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoSchedule"}""", ExpectedResult = 3)]
    public int Tolerations_are_added_where_none_is(string own)
    {
        var json = APod.Replace("\"containers\"", $"\"tolerations\":[{own}],\"containers\"", StringComparison.Ordinal);
        return new DefaultTolerationSeconds().Create(json).As<Pod>().Spec.Tolerations.Count;
    }

    [Test]
    public void A_new_node_is_not_ready()
    {
        var node = new TaintNodesByCondition().Create("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}""").As<Node>();

        Assert.That((node.Spec.Taints[0].Key, node.Spec.Taints[0].Effect), Is.EqualTo(("node.kubernetes.io/not-ready", "NoSchedule")));
    }

    [Test]
    public void A_claim_gets_the_newest_default_class()
    {
        PutClass("old", "2025-01-01T00:00:00Z", "true");
        PutClass("new", "2025-06-01T00:00:00Z", "true");
        PutClass("newest", "2025-07-01T00:00:00Z", "false");
        var plugin = new DefaultStorageClass(_objects);

        Assert.That(plugin.Create(Claim("")).As<PersistentVolumeClaim>().Spec.StorageClassName, Is.EqualTo("new"));
        Assert.That(plugin.Create(Claim("\"storageClassName\":\"\"")).As<PersistentVolumeClaim>().Spec.StorageClassName, Is.EqualTo(""));
        Assert.That(plugin.Create(Claim("\"storageClassName\":\"x\"")).As<PersistentVolumeClaim>().Spec.StorageClassName, Is.EqualTo("x"));
    }

    [Test]
    public void An_ingress_gets_the_default_class()
    {
        _objects.Put("""{"apiVersion":"networking.k8s.io/v1","kind":"IngressClass","metadata":{"name":"lightkube","annotations":{"ingressclass.kubernetes.io/is-default-class":"true"}}}""");

        var ingress = new DefaultIngressClass(_objects).Create("""{"apiVersion":"networking.k8s.io/v1","kind":"Ingress","metadata":{"namespace":"web","name":"i"}}""");

        Assert.That(ingress.As<Ingress>().Spec.IngressClassName, Is.EqualTo("lightkube"));
    }

    [Test]
    public void Volumes_and_claims_are_protected()
    {
        var plugin = new StorageObjectInUseProtection();

        Assert.That(plugin.Create(Claim("")).Metadata.Finalizers, Is.EqualTo(new[] { "kubernetes.io/pvc-protection" }));
        Assert.That(
            plugin.Create("""{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"p"}}""").Metadata.Finalizers,
            Is.EqualTo(new[] { "kubernetes.io/pv-protection" }));
    }

    [Test]
    public void A_runtime_class_brings_overhead_and_place()
    {
        _objects.Put("""
            {"apiVersion":"node.k8s.io/v1","kind":"RuntimeClass","metadata":{"name":"vm"},"handler":"kata","overhead":{"podFixed":{"memory":"64Mi"}},
             "scheduling":{"nodeSelector":{"vm":"yes"},"tolerations":[{"key":"vm","operator":"Exists"}]}}
            """);
        var plugin = new RuntimeClassAdmission(_objects);
        var json = APod.Replace("\"containers\"", "\"runtimeClassName\":\"vm\",\"containers\"", StringComparison.Ordinal);

        var spec = plugin.Create(json).As<Pod>().Spec;

        Assert.That(spec.Overhead["memory"]!.Value.ToString(), Is.EqualTo("64Mi"));
        Assert.That(spec.NodeSelector["vm"], Is.EqualTo("yes"));
        Assert.That(spec.Tolerations[0].Key, Is.EqualTo("vm"));
        Assert.That(
            AdmissionRig.Refusal(() => plugin.Create(json.Replace("\"vm\"", "\"none\"", StringComparison.Ordinal))),
            Is.EqualTo("pods \"a\" is forbidden: pod rejected: RuntimeClass \"none\" not found"));
    }

    [Test]
    public void Limit_ranges_fill_in_and_bound()
    {
        _objects.Put("""
            {"apiVersion":"v1","kind":"LimitRange","metadata":{"namespace":"web","name":"l"},"spec":{"limits":[
              {"type":"Container","default":{"cpu":"500m"},"defaultRequest":{"cpu":"100m"},"max":{"cpu":"1"},"min":{"cpu":"50m"}}]}}
            """);
        var plugin = new LimitRanger(_objects);

        var pod = plugin.Create(APod).As<Pod>();

        Assert.That(pod.Spec.Containers[0].Resources.Limits["cpu"]!.Value.ToString(), Is.EqualTo("500m"));
        Assert.That(pod.Spec.Containers[0].Resources.Requests["cpu"]!.Value.ToString(), Is.EqualTo("100m"));
        Assert.That(pod.Metadata.Annotations["kubernetes.io/limit-ranger"], Is.EqualTo("LimitRanger plugin set: cpu request for container c; cpu limit for container c"));
        Assert.That(
            AdmissionRig.Refusal(() => plugin.Create(APod.Replace("\"image\":\"i\"", "\"image\":\"i\",\"resources\":{\"limits\":{\"cpu\":\"2\"},\"requests\":{\"cpu\":\"10m\"}}", StringComparison.Ordinal))),
            Is.EqualTo("pods \"a\" is forbidden: [minimum cpu usage per Container is 50m, but request is 10m, maximum cpu usage per Container is 1, but limit is 2]"));
    }

    private ServiceAccountAdmission Accounts() => new(_objects, new ManualTime());

    private static string WithClass(string name) => APod.Replace("\"containers\"", $"\"priorityClassName\":\"{name}\",\"containers\"", StringComparison.Ordinal);

    private static string Claim(string spec) => $$"""{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"namespace":"web","name":"c"},"spec":{{{spec}} } }""";

    private void PutClass(string name, string created, string isDefault) => _objects.Put($$"""
        {"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","provisioner":"p",
         "metadata":{"name":"{{name}}","creationTimestamp":"{{created}}","annotations":{"storageclass.kubernetes.io/is-default-class":"{{isDefault}}"} } }
        """);
}
