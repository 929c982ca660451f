using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.ApiServer.Tests.Strategies;

public sealed class PodTests
{
    private readonly StrategyRig _rig = new();

    [TestCase("nginx", ExpectedResult = "Always")]
    [TestCase("nginx:latest", ExpectedResult = "Always")]
    [TestCase("nginx:1.27", ExpectedResult = "IfNotPresent")]
    [TestCase("localhost:5000/nginx", ExpectedResult = "Always")]
    [TestCase("nginx@sha256:0123", ExpectedResult = "IfNotPresent")]
    public string Pull_policy_follows_the_tag(string image) => Create($$"""{"containers":[{"name":"c","image":"{{image}}"}]}""").Spec.Containers[0].ImagePullPolicy;

    [Test]
    public void Requests_follow_limits_and_volumes_have_sources()
    {
        var spec = Create("""
            {"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"500m"}}}],
             "volumes":[{"name":"e"},{"name":"s","secret":{"secretName":"x"}}]}
            """).Spec;

        Assert.That(spec.Containers[0].Resources.Requests["memory"]!.Value.ToString(), Is.EqualTo("1Gi"));
        Assert.That(spec.Containers[0].Resources.Requests["cpu"]!.Value.ToString(), Is.EqualTo("500m"));
        Assert.That(spec.Volumes[0].EmptyDir.IsPresent, Is.True);
        Assert.That(spec.Volumes[1].Secret.DefaultMode, Is.EqualTo(420));
        Assert.That(spec.EnableServiceLinks, Is.True);
    }

    [Test]
    public void Status_of_a_new_pod_is_the_servers()
    {
        var pod = _rig.Create("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},"status":{"phase":"Running"},
             "spec":{"containers":[{"name":"c","image":"i"}],"schedulingGates":[{"name":"wait"}]}}
            """).As<Pod>();

        Assert.That(pod.Status.Phase, Is.EqualTo("Pending"));
        Assert.That(pod.Status.QosClass, Is.EqualTo("BestEffort"));
        Assert.That(pod.Metadata.Generation, Is.EqualTo(1));
        Assert.That(pod.Status.Conditions[0].Reason, Is.EqualTo("SchedulingGated"));
    }

    [TestCase("""{}""", ExpectedResult = "BestEffort")]
    [TestCase("""{"requests":{"cpu":"1"}}""", ExpectedResult = "Burstable")]
    [TestCase("""{"limits":{"cpu":"1"}}""", ExpectedResult = "Burstable")]
    [TestCase("""{"limits":{"cpu":"1","memory":"1Gi"}}""", ExpectedResult = "Guaranteed")]
    [TestCase("""{"limits":{"cpu":"1","memory":"1Gi"},"requests":{"cpu":"500m"}}""", ExpectedResult = "Burstable")]
    public string Quality_of_service(string resources) =>
        Create($$"""{"containers":[{"name":"c","image":"i","resources":{{resources}} }]}""").Status.QosClass;

    [TestCase("""{"containers":[]}""", "spec.containers: Required value")]
    [TestCase("""{"containers":[{"name":"C","image":"i"}]}""", "spec.containers[0].name: Invalid value: \"C\": a lowercase RFC 1123 label")]
    [TestCase("""{"containers":[{"name":"c","image":"i"},{"name":"c","image":"i"}]}""", "spec.containers[1].name: Duplicate value: \"c\"")]
    [TestCase("""{"containers":[{"name":"c"}]}""", "spec.containers[0].image: Required value")]
    [TestCase("""{"containers":[{"name":"c","image":"i","ports":[{"containerPort":70000}]}]}""", "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive")]
    [TestCase("""{"containers":[{"name":"c","image":"i","ports":[{"containerPort":1,"name":"a"},{"containerPort":2,"name":"a"}]}]}""", "spec.containers[0].ports[1].name: Duplicate value: \"a\"")]
    [TestCase("""{"containers":[{"name":"c","image":"i","env":[{"name":"a=b","value":"c"}]}]}""", "spec.containers[0].env[0].name: Invalid value: \"a=b\": a valid environment variable name")]
    [TestCase("""{"containers":[{"name":"c","image":"i","env":[{"name":"a","value":"b","valueFrom":{"fieldRef":{"fieldPath":"metadata.name"}}}]}]}""", "spec.containers[0].env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty")]
    [TestCase("""{"containers":[{"name":"c","image":"i","env":[{"name":"a","valueFrom":{"fieldRef":{"fieldPath":"spec.x"}}}]}]}""", "spec.containers[0].env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.x\": error converting fieldPath")]
    [TestCase("""{"containers":[{"name":"c","image":"i","volumeMounts":[{"name":"v","mountPath":"/v"}]}]}""", "spec.containers[0].volumeMounts[0].name: Not found: \"v\"")]
    [TestCase("""{"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"2"},"limits":{"cpu":"1"}}}]}""", "spec.containers[0].resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [TestCase("""{"containers":[{"name":"c","image":"i","resources":{"limits":{"gpu":"1"}}}]}""", "spec.containers[0].resources.limits[gpu]: Invalid value: \"gpu\": must be a standard resource type or fully qualified")]
    [TestCase("""{"containers":[{"name":"c","image":"i","livenessProbe":{}}]}""", "spec.containers[0].livenessProbe: Required value: must specify a handler type")]
    [TestCase("""{"containers":[{"name":"c","image":"i","livenessProbe":{"tcpSocket":{"port":80},"successThreshold":2}}]}""", "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1")]
    [TestCase("""{"containers":[{"name":"c","image":"i"}],"initContainers":[{"name":"d","image":"i","readinessProbe":{"tcpSocket":{"port":80}}}]}""", "spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always")]
    [TestCase("""{"containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v","emptyDir":{},"secret":{"secretName":"s"}}]}""", "spec.volumes[0].secret: Forbidden: may not specify more than 1 volume type")]
    [TestCase("""{"containers":[{"name":"c","image":"i"}],"tolerations":[{"key":"a","operator":"Exists","value":"b"}]}""", "spec.tolerations[0].operator: Invalid value: \"b\": value must be empty when `operator` is 'Exists'")]
    [TestCase("""{"containers":[{"name":"c","image":"i"}],"dnsPolicy":"None"}""", "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None")]
    [TestCase("""{"containers":[{"name":"c","image":"i"}],"hostAliases":[{"ip":"300.0.0.1"}]}""", "spec.hostAliases[0].ip: Invalid value: \"300.0.0.1\": must be a valid IP address")]
    public void Rules(string spec, string problem)
    {
        var problems = _rig.Problems(Json(spec));

        Assert.That(problems, Is.Not.Empty);
        Assert.That(problems[0], Does.StartWith(problem));
    }

    [Test]
    public void A_plain_pod_is_valid() => Assert.That(
        _rig.Problems(Json("""{"containers":[{"name":"c","image":"i","ports":[{"containerPort":80,"name":"http"}],"readinessProbe":{"httpGet":{"port":"http"}}}]}""")),
        Is.Empty);

    [Test]
    public void An_image_may_change_and_counts_as_a_generation()
    {
        var old = _rig.Create(Json("""{"containers":[{"name":"c","image":"i"}]}"""));

        var changed = _rig.Update(old, pod => pod.As<Pod>().Spec.Containers[0].Image = "j");

        Assert.That(changed.As<Pod>().Metadata.Generation, Is.EqualTo(2));
        Assert.That(_rig.UpdateProblems(old, pod => pod.As<Pod>().Spec.Containers[0].Image = "j"), Is.Empty);
    }

    [TestCase("nodeName", "\"n\"", "spec: Forbidden: pod updates may not change fields other than")]
    [TestCase("hostNetwork", "true", "spec: Forbidden: pod updates may not change fields other than")]
    [TestCase("containers", """[{"name":"c","image":"i"},{"name":"d","image":"i"}]""", "spec.containers: Forbidden: pod updates may not add or remove containers")]
    [TestCase("activeDeadlineSeconds", "20", "spec.activeDeadlineSeconds: Invalid value: 20: must be less than or equal to previous value")]
    [TestCase("tolerations", "[]", "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds")]
    public void Little_of_a_pod_may_change(string field, string value, string problem)
    {
        var old = _rig.Create(Json("""{"activeDeadlineSeconds":10,"tolerations":[{"key":"a","operator":"Exists"}],"containers":[{"name":"c","image":"i"}]}"""));

        Assert.That(_rig.UpdateProblems(old, pod => pod.Root.GetMap("spec")!.Set(field, JsonText.Parse(value)))[0], Does.StartWith(problem));
    }

    [Test]
    public void Tolerations_and_deadline_may_be_tightened() => Assert.That(
        _rig.UpdateProblems(
            _rig.Create(Json("""{"activeDeadlineSeconds":10,"containers":[{"name":"c","image":"i"}]}""")),
            pod =>
            {
                pod.As<Pod>().Spec.ActiveDeadlineSeconds = 5;
                pod.As<Pod>().Spec.Tolerations.Add(new Toleration { Key = "a", Operator = "Exists" });
            }),
        Is.Empty);

    [Test]
    public void Status_and_object_are_written_apart()
    {
        var old = _rig.Create(Json("""{"containers":[{"name":"c","image":"i"}]}"""));
        void Change(Document pod)
        {
            pod.As<Pod>().Spec.Containers[0].Image = "j";
            pod.As<Pod>().Status.Phase = "Running";
            pod.As<Pod>().Status.QosClass = "Guaranteed";
        }

        var status = _rig.Update(old, Change, "status").As<Pod>();
        var spec = _rig.Update(old, Change).As<Pod>();

        Assert.That((status.Spec.Containers[0].Image, status.Status.Phase, status.Status.QosClass), Is.EqualTo(("i", "Running", "BestEffort")));
        Assert.That(status.Metadata.Generation, Is.EqualTo(1));
        Assert.That((spec.Spec.Containers[0].Image, spec.Status.Phase), Is.EqualTo(("j", "Pending")));
    }

    [Test]
    public void A_binding_writes_node_and_condition()
    {
        var old = _rig.Create(Json("""{"containers":[{"name":"c","image":"i"}]}"""));
        var bound = _rig.Update(
            old,
            pod =>
            {
                pod.As<Pod>().Spec.NodeName = "n1";
                pod.As<Pod>().Status.Conditions.Add(new PodCondition { Type = "PodScheduled", Status = "True" });
            },
            "binding").As<Pod>();

        Assert.That(bound.Spec.NodeName, Is.EqualTo("n1"));
        Assert.That(bound.Status.Conditions[0].Type, Is.EqualTo("PodScheduled"));
    }

    [TestCase("", "Pending", null, ExpectedResult = 0)]
    [TestCase("n1", "Running", null, ExpectedResult = 30)]
    [TestCase("n1", "Running", 5L, ExpectedResult = 5)]
    [TestCase("n1", "Running", 0L, ExpectedResult = 0)]
    [TestCase("n1", "Succeeded", null, ExpectedResult = 0)]
    public long Grace(string node, string phase, long? asked)
    {
        var pod = _rig.Create(Json($$"""{"nodeName":"{{node}}","terminationGracePeriodSeconds":30,"containers":[{"name":"c","image":"i"}]}"""));
        pod.As<Pod>().Status.Phase = phase;
        return _rig.Kinds.For(Pod.Schema).GracePeriod(pod, asked);
    }

    private Pod Create(string spec) => _rig.Create(Json(spec)).As<Pod>();

    private static string Json(string spec) => $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"web","name":"a"},"spec":{{spec}} }""";
}
