using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Admission.Pods;
using LightKube.ApiServer.Tests.Objects;

namespace LightKube.ApiServer.Tests.Admission.Pods;

/// <summary>Plug-ins about pods that run when an administrator says so.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OptionalPodPluginTests
{
    private readonly ObjectsInMemory _objects = new();

    private static string Pod(string spec) => $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},"spec":{{spec}}}""";

    private void Namespace(string annotations) =>
        _objects.Put($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"web","annotations":{{annotations}} } }""");

    [Test]
    public void Images_are_always_pulled()
    {
        var pod = new AlwaysPullImages().Create(Pod("""
            {"initContainers":[{"name":"i","image":"x"}],"containers":[{"name":"c","image":"y","imagePullPolicy":"Never"}],"volumes":[{"name":"v","image":{"reference":"z","pullPolicy":"Never"}}]}
            """)).As<Pod>();

        Assert.That(
            (pod.Spec.InitContainers[0].ImagePullPolicy, pod.Spec.Containers[0].ImagePullPolicy, pod.Spec.Volumes[0].Image.PullPolicy), Is.EqualTo(("Always", "Always", "Always")));
    }

    [Test]
    public void A_change_that_brings_no_new_image_is_not_about_images()
    {
        var old = ObjectsInMemory.Parse(Pod("""{"containers":[{"name":"c","image":"y","imagePullPolicy":"Never"}]}"""));

        Assert.That(new AlwaysPullImages().Send(AdmissionVerb.Update, old.MutableCopy(), old).Object!.As<Pod>().Spec.Containers[0].ImagePullPolicy, Is.EqualTo("Never"));
    }

    [Test]
    public void A_pod_that_asks_for_devices_tolerates_their_nodes()
    {
        var pod = new ExtendedResourceToleration().Create(Pod("""{"containers":[{"name":"c","resources":{"requests":{"example.com/gpu":"1","cpu":"1"}}}]}""")).As<Pod>();

        Assert.That(pod.Spec.Tolerations.Select(toleration => (toleration.Key, toleration.Operator, toleration.Effect)), Is.EqualTo(new[] { ("example.com/gpu", "Exists", "NoSchedule") }));
    }

    [TestCase("kubernetes.io/hostname", ExpectedResult = "")]
    [TestCase("zone", ExpectedResult = "pods \"a\" is forbidden: affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey zone but only key kubernetes.io/hostname is allowed")]
    public string Hard_anti_affinity_is_by_host_name(string key) => AdmissionRig.Refusal(() => new LimitPodHardAntiAffinityTopology().Create(
        Pod($$"""{"containers":[],"affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"{{key}}"}]} } }""")));

    [TestCase("{}", """{"x":"y"}""", ExpectedResult = """{"x":"y","a":"b"}""")]
    [TestCase("""{"scheduler.alpha.kubernetes.io/node-selector":"c=d"}""", "{}", ExpectedResult = """{"c":"d"}""")]
    [TestCase("""{"scheduler.alpha.kubernetes.io/node-selector":"c=d"}""", """{"c":"e"}""", ExpectedResult = "pods \"a\" is forbidden: pod node label selector conflicts with its namespace node label selector")]
    [TestCase("""{"scheduler.alpha.kubernetes.io/node-selector":"c=d"}""", """{"z":"e"}""", ExpectedResult = "pods \"a\" is forbidden: pod node label selector labels conflict with its namespace whitelist")]
    public string Pods_go_to_the_nodes_of_their_namespace(string annotations, string own)
    {
        Namespace(annotations);
        var plugin = new PodNodeSelector(_objects, new PodNodeSelectorConfiguration
        {
            Default = new Dictionary<string, string> { ["a"] = "b" },
            Allowed = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["web"] = new Dictionary<string, string> { ["c"] = "d", ["x"] = "y", ["a"] = "b" } },
        });
        Document? made = null;
        var refusal = AdmissionRig.Refusal(() => made = plugin.Create(Pod($$"""{"containers":[],"nodeSelector":{{own}} }""")));
        return made is null ? refusal : made.Root.GetMap("spec")!["nodeSelector"].ToString();
    }

    [Test]
    public void Pods_get_the_tolerations_of_their_namespace_and_have_no_others_than_it_allows()
    {
        Namespace("""{"scheduler.alpha.kubernetes.io/defaultTolerations":"[{\"key\":\"k\",\"operator\":\"Exists\"}]","scheduler.alpha.kubernetes.io/tolerationsWhitelist":"[{\"key\":\"k\",\"operator\":\"Exists\"},{\"key\":\"l\",\"operator\":\"Exists\"}]"}""");
        var plugin = new PodTolerationRestriction(_objects, new PodTolerationConfiguration());

        var pod = plugin.Create(Pod("""{"containers":[],"tolerations":[{"key":"l","operator":"Exists"},{"key":"k","operator":"Exists","effect":"NoSchedule"}]}""")).As<Pod>();

        Assert.That(pod.Spec.Tolerations.Select(toleration => toleration.Key), Is.EqualTo(new[] { "k", "l" }));
        Assert.That(
            AdmissionRig.Refusal(() => plugin.Create(Pod("""{"containers":[],"tolerations":[{"key":"m","operator":"Exists"}]}"""))),
            Does.EndWith("pod tolerations (possibly merged with namespace default tolerations) conflict with its namespace whitelist"));
    }

    [TestCase("1", "1Gi", ExpectedResult = "")]
    [TestCase("3", "3Gi", ExpectedResult = "pods \"a\" is forbidden: Node didn't have enough allocatable resources: cpu, requested: 3000, allocatable: 2000; memory, requested: 3221225472, allocatable: 2147483648")]
    public string A_pod_grows_no_larger_than_its_node(string cpu, string memory)
    {
        _objects.Put("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"n","labels":{"kubernetes.io/os":"linux"}},"status":{"allocatable":{"cpu":"2","memory":"2Gi"}}}""");
        var next = ObjectsInMemory.Parse(Pod($$"""{"nodeName":"n","containers":[{"name":"c","resources":{"requests":{"cpu":"{{cpu}}","memory":"{{memory}}"} } }]}"""));
        var old = ObjectsInMemory.Parse(Pod("""{"nodeName":"n","containers":[{"name":"c"}]}"""));
        return AdmissionRig.Refusal(() => new PodResizeValidator(_objects).Send(AdmissionVerb.Update, next, old, subresource: "resize"));
    }
}
