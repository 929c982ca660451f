using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;
using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Filters;
using LightKube.Scheduler.Tests.Rigs;
using LightKube.Testing.Builders;

namespace LightKube.Scheduler.Tests.Filters;

/// <summary>The filters that look at the node and the pod alone.</summary>
public sealed class NodeFilterTests
{
    [TestCase("", "", "", "", false)]
    [TestCase("gpu", "Equal", "yes", "NoSchedule", true)]
    [TestCase("gpu", "", "yes", "", true)]
    [TestCase("gpu", "Equal", "no", "NoSchedule", false)]
    [TestCase("gpu", "Exists", "", "NoSchedule", true)]
    [TestCase("gpu", "Exists", "", "NoExecute", false)]
    [TestCase("", "Exists", "", "", true)]
    [TestCase("", "Equal", "yes", "", false)]
    public void A_taint_keeps_off_whoever_does_not_tolerate_it(string key, string @operator, string value, string effect, bool fits)
    {
        var pod = Scene.Pod("p");
        if (key.Length + @operator.Length > 0)
            pod.Tolerating(key, @operator, value, effect);

        var rejection = Check(new TaintTolerationFilter(), pod, Scene.Node("n").Tainted("gpu", "yes"));

        Assert.That(rejection?.Reasons, fits ? Is.Null : Is.EqualTo(new[] { "node(s) had untolerated taint {gpu: yes}" }));
    }

    [Test]
    public void A_taint_that_only_prefers_keeps_nobody_off() =>
        Assert.That(Check(new TaintTolerationFilter(), Scene.Pod("p"), Scene.Node("n").Tainted("gpu", "yes", "PreferNoSchedule")), Is.Null);

    [TestCase(false, "node(s) were unschedulable")]
    [TestCase(true, null)]
    public void A_cordoned_node_takes_only_pods_that_tolerate_it(bool tolerates, string? reason)
    {
        var node = Scene.Node("n");
        node.Spec.Unschedulable = true;
        var pod = Scene.Pod("p");
        if (tolerates)
            pod.Tolerating("node.kubernetes.io/unschedulable", "Exists");

        Assert.That(Check(new NodeUnschedulableFilter(), pod, node)?.Reasons.Single(), Is.EqualTo(reason));
    }

    [TestCase("disk", "ssd", true)]
    [TestCase("disk", "hdd", false)]
    [TestCase("arch", "arm64", false)]
    public void A_node_selector_needs_every_label(string key, string value, bool fits)
    {
        var pod = Scene.Pod("p");
        pod.Spec.NodeSelector[key] = value;

        Assert.That(Check(new NodeAffinityFilter(), pod, Scene.Node("n").Labelled("disk=ssd")) is null, Is.EqualTo(fits));
    }

    [TestCase("disk", "In", "ssd,nvme", true)]
    [TestCase("disk", "In", "hdd", false)]
    [TestCase("disk", "NotIn", "ssd", false)]
    [TestCase("none", "NotIn", "ssd", true)]
    [TestCase("disk", "Exists", "", true)]
    [TestCase("none", "Exists", "", false)]
    [TestCase("none", "DoesNotExist", "", true)]
    [TestCase("cores", "Gt", "8", true)]
    [TestCase("cores", "Gt", "16", false)]
    [TestCase("cores", "Lt", "32", true)]
    [TestCase("disk", "Gt", "8", false)]
    public void Required_node_affinity_reads_every_operator(string key, string @operator, string values, bool fits)
    {
        var pod = Scene.Pod("p");
        Require(pod).MatchExpressions.Add(Requirement(key, @operator, values));

        Assert.That(Check(new NodeAffinityFilter(), pod, Scene.Node("n").Labelled("disk=ssd,cores=16")) is null, Is.EqualTo(fits));
    }

    [TestCase("n", true)]
    [TestCase("m", false)]
    public void A_node_can_be_required_by_name_as_daemon_sets_do(string name, bool fits)
    {
        var pod = Scene.Pod("p");
        Require(pod).MatchFields.Add(Requirement("metadata.name", "In", name));

        Assert.That(Check(new NodeAffinityFilter(), pod, Scene.Node("n")) is null, Is.EqualTo(fits));
    }

    [Test]
    public void Of_several_required_terms_one_is_enough_and_an_empty_one_fits_nothing()
    {
        var pod = Scene.Pod("p");
        _ = Require(pod).Map;
        Assert.That(Check(new NodeAffinityFilter(), pod, Scene.Node("n")), Is.Not.Null);

        Require(pod).MatchFields.Add(Requirement("metadata.name", "In", "n"));
        Assert.That(Check(new NodeAffinityFilter(), pod, Scene.Node("n")), Is.Null);
    }

    [TestCase(80, "TCP", "", false)]
    [TestCase(80, "UDP", "", true)]
    [TestCase(81, "TCP", "", true)]
    [TestCase(80, "TCP", "10.0.0.1", false)]
    public void A_port_of_the_node_goes_to_one_pod(int port, string protocol, string address, bool fits)
    {
        var taken = Scene.Pod("old").On("n").WithHostPort(80);

        var rejection = Check(new NodePortsFilter(), Scene.Pod("p").WithHostPort(port, protocol, address), Scene.Node("n"), taken);

        Assert.That(rejection is null, Is.EqualTo(fits));
    }

    [Test]
    public void Two_addresses_of_a_node_have_ports_of_their_own() =>
        Assert.That(
            Check(
                new NodePortsFilter(), Scene.Pod("p").WithHostPort(80, address: "10.0.0.1"), Scene.Node("n"),
                Scene.Pod("old").On("n").WithHostPort(80, address: "10.0.0.2")),
            Is.Null);

    [TestCase("1", "1Gi", "")]
    [TestCase("3", null, "")]
    [TestCase("3001m", null, "Insufficient cpu")]
    [TestCase(null, "7169Mi", "Insufficient memory")]
    [TestCase("4", "8Gi", "Insufficient cpu|Insufficient memory")]
    [TestCase(null, null, "")]
    public void What_is_requested_must_be_free(string? cpu, string? memory, string reasons)
    {
        var rejection = Check(
            new NodeResourcesFilter(), Scene.Pod("p", cpu, memory), Scene.Node("n"), Scene.Pod("old", cpu: "1", memory: "1Gi").On("n"));

        Assert.That(string.Join('|', rejection?.Reasons ?? []), Is.EqualTo(reasons));
    }

    [Test]
    public void A_node_takes_no_more_pods_than_it_says() =>
        Assert.That(
            Check(new NodeResourcesFilter(), Scene.Pod("p"), Scene.Node("n", pods: 1), Scene.Pod("old").On("n"))?.Reasons,
            Is.EqualTo(new[] { "Too many pods" }));

    [Test]
    public void An_extended_resource_that_the_node_lacks_is_lasting()
    {
        var pod = Scene.Pod("p");
        pod.Spec.Containers[0].Resources.Requests["example.com/gpu"] = Quantity.FromUnits(1);

        var rejection = Check(new NodeResourcesFilter(), pod, Scene.Node("n"))!;

        Assert.That((rejection.Reasons.Single(), rejection.IsLasting), Is.EqualTo(("Insufficient example.com/gpu", true)));
    }

    internal static Rejection? Check(IFilter filter, Pod pod, Node node, params Pod[] others)
    {
        var cluster = Scene.Cluster([node], others);
        return filter.Prepare(new PodInfo(pod), cluster)?.Invoke(cluster.Nodes[0]);
    }

    private static NodeSelectorTerm Require(Pod pod) =>
        pod.Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms.AddNew();

    private static NodeSelectorRequirement Requirement(string key, string @operator, string values)
    {
        var requirement = new NodeSelectorRequirement { Key = key, Operator = @operator };
        requirement.Values.ReplaceWith(values.Split(',', StringSplitOptions.RemoveEmptyEntries));
        return requirement;
    }
}
