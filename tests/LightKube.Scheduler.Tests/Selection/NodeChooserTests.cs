using LightKube.Api.Core.V1;
using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Selection;
using LightKube.Scheduler.Tests.Rigs;
using LightKube.Testing.Builders;

namespace LightKube.Scheduler.Tests.Selection;

public sealed class NodeChooserTests
{
    [Test]
    public void The_message_counts_nodes_under_each_reason_in_a_fixed_order()
    {
        var cluster = Scene.Cluster([Scene.Node("a").Tainted("gpu", "yes"), Scene.Node("b", cpu: "1"), Scene.Node("c", cpu: "1", memory: "1Gi")]);

        var choice = Choose(Scene.Pod("p", cpu: "2", memory: "2Gi"), cluster);

        Assert.That(choice.Failure!.Message, Is.EqualTo(
            "0/3 nodes are available: 1 Insufficient memory, 1 node(s) had untolerated taint {gpu: yes}, 2 Insufficient cpu. "
            + "preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."));
    }

    [Test]
    public void A_full_node_has_no_victims_when_its_pods_matter_as_much()
    {
        var cluster = Scene.Cluster([Scene.Node("a")], Scene.Pod("old", cpu: "3").On("a"));

        Assert.That(Choose(Scene.Pod("p", cpu: "2"), cluster).Failure!.Message, Is.EqualTo(
            "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."));
    }

    [Test]
    public void A_cluster_without_nodes_says_so() =>
        Assert.That(Choose(Scene.Pod("p"), Scene.Cluster([])).Failure!.Message, Is.EqualTo("no nodes available to schedule pods"));

    [Test]
    public void The_emptier_node_is_taken()
    {
        var cluster = Scene.Cluster([Scene.Node("a"), Scene.Node("b")], Scene.Pod("old", cpu: "2", memory: "4Gi").On("a"));

        Assert.That(Choose(Scene.Pod("p", cpu: "1", memory: "2Gi"), cluster).Node!.Name, Is.EqualTo("b"));
    }

    [Test]
    public void A_node_that_the_pod_prefers_outweighs_an_emptier_one()
    {
        var pod = Scene.Pod("p", cpu: "1", memory: "2Gi");
        var preferred = pod.Spec.Affinity.NodeAffinity.PreferredDuringSchedulingIgnoredDuringExecution.AddNew();
        preferred.Weight = 1;
        var requirement = preferred.Preference.MatchExpressions.AddNew();
        (requirement.Key, requirement.Operator) = ("disk", "Exists");
        var cluster = Scene.Cluster([Scene.Node("a").Labelled("disk=ssd"), Scene.Node("b")], Scene.Pod("old", cpu: "1", memory: "2Gi").On("a"));

        Assert.That(Choose(pod, cluster).Node!.Name, Is.EqualTo("a"));
    }

    [Test]
    public void A_taint_that_only_prefers_sends_pods_elsewhere_while_there_is_room()
    {
        var cluster = Scene.Cluster(
            [Scene.Node("a").Tainted("old", "", "PreferNoSchedule"), Scene.Node("b")], Scene.Pod("old", cpu: "2", memory: "4Gi").On("b"));

        Assert.That(Choose(Scene.Pod("p", cpu: "1"), cluster).Node!.Name, Is.EqualTo("b"));
    }

    [Test]
    public void Pods_of_one_controller_are_spread_though_they_do_not_ask_for_it()
    {
        var set = A.ReplicaSet("web", 2).In("default");
        set.Metadata.Uid = "set";
        var cluster = Scene.Cluster([Scene.Node("a"), Scene.Node("b", cpu: "3", memory: "6Gi")], Scene.Pod("web-1").OwnedBy(set).On("a"));

        Assert.That(Choose(Scene.Pod("web-2").OwnedBy(set), cluster).Node!.Name, Is.EqualTo("b"));
    }

    [Test]
    public void Preferred_anti_affinity_sends_a_pod_away_from_its_like()
    {
        var pod = Scene.Pod("p");
        var preference = pod.Spec.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution.AddNew();
        preference.Weight = 100;
        preference.PodAffinityTerm.TopologyKey = "kubernetes.io/hostname";
        preference.PodAffinityTerm.LabelSelector.MatchLabels["app"] = "db";
        var cluster = Scene.Cluster([Scene.Node("a"), Scene.Node("b", cpu: "3", memory: "6Gi")], Scene.Pod("db").Labelled("app=db").On("a"));

        Assert.That(Choose(pod, cluster).Node!.Name, Is.EqualTo("b"));
    }

    [Test]
    public void A_large_image_that_is_there_already_attracts()
    {
        var node = Scene.Node("a");
        var image = node.Status.Images.AddNew();
        image.Names.Add("registry.example/model:latest");
        image.SizeBytes = 900L << 20;
        var pod = Scene.Pod("p");
        pod.Spec.Containers[0].Image = "registry.example/model";

        Assert.That(Choose(pod, Scene.Cluster([Scene.Node("b"), node, Scene.Node("c")])).Node!.Name, Is.EqualTo("a"));
    }

    [TestCase(0.0, "c")]
    [TestCase(0.4, "b")]
    [TestCase(0.9, "a")]
    public void Equal_nodes_have_equal_chances(double random, string expected)
    {
        var cluster = Scene.Cluster([Scene.Node("a"), Scene.Node("b"), Scene.Node("c")]);

        Assert.That(new NodeChooser(() => random).Choose(new PodInfo(Scene.Pod("p")), cluster).Node!.Name, Is.EqualTo(expected));
    }

    [TestCase(50, 50)]
    [TestCase(100, 100)]
    [TestCase(150, 100)]
    [TestCase(1000, 420)]
    [TestCase(6000, 300)]
    public void In_a_large_cluster_a_share_of_the_nodes_is_enough(int nodes, int enough) =>
        Assert.That(SelectionLimits.Enough(nodes), Is.EqualTo(enough));

    private static NodeChoice Choose(Pod pod, ClusterState cluster) => new NodeChooser(() => 0.5).Choose(new PodInfo(pod), cluster);
}
