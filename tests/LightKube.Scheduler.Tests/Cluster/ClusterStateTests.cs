using LightKube.Scheduler.Cluster;
using LightKube.Scheduler.Tests.Rigs;
using LightKube.Testing.Builders;

namespace LightKube.Scheduler.Tests.Cluster;

public sealed class ClusterStateTests
{
    [Test]
    public void An_assumed_pod_counts_once_before_and_after_the_api_shows_it()
    {
        var cluster = Scene.Cluster([Scene.Node("n")]);
        cluster.Assume(new PodInfo(Scene.Pod("p", cpu: "1")), cluster.Nodes[0]);
        Assert.That(cluster.Nodes[0].Requested.MilliCpu, Is.EqualTo(1000));

        cluster.PutPod(new PodInfo(Scene.Pod("p", cpu: "1").On("n")));

        Assert.That(cluster.Nodes[0].Requested.MilliCpu, Is.EqualTo(1000));
        Assert.That(cluster.IsAssumed(new("default", "p"), "uid-of-p"), Is.False);
    }

    [Test]
    public void A_pod_that_goes_gives_back_all_it_took()
    {
        var cluster = Scene.Cluster([Scene.Node("n")], Scene.Pod("p", cpu: "1", memory: "1Gi").WithHostPort(80).On("n"));

        var change = cluster.RemovePod(new("default", "p"));

        var node = cluster.Nodes[0];
        Assert.That(change, Is.EqualTo(ClusterChange.AssignedPodGone));
        Assert.That((node.Requested.MilliCpu, node.Requested.Memory, node.ScoredMilliCpu, node.ScoredMemory), Is.EqualTo((0L, 0L, 0L, 0L)));
        Assert.That((node.Pods.Count, node.Ports.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Pods_of_a_node_that_is_not_seen_yet_count_once_it_is()
    {
        var cluster = Scene.Cluster([], Scene.Pod("p", cpu: "1").On("n"));
        Assert.That(cluster.Nodes, Is.Empty);

        cluster.PutNode(Scene.Node("n"));

        Assert.That(cluster.Nodes.Single().Requested.MilliCpu, Is.EqualTo(1000));
    }

    [Test]
    public void A_heartbeat_of_a_node_is_no_change_and_a_taint_that_goes_is()
    {
        var cluster = Scene.Cluster([Scene.Node("n").Tainted("a", "b")]);

        Assert.That(cluster.PutNode(Scene.Node("n").Tainted("a", "b").Condition("Ready", "True")), Is.EqualTo(ClusterChange.None));
        Assert.That(cluster.PutNode(Scene.Node("n")), Is.EqualTo(ClusterChange.NodeTaints));
    }

    [Test]
    public void A_node_that_has_gone_is_no_candidate_and_takes_its_images_along()
    {
        var node = Scene.Node("n");
        node.Status.Images.AddNew().Names.Add("registry.example/app:1");
        var cluster = Scene.Cluster([node, Scene.Node("m")]);
        Assert.That(cluster.CountNodesWithImage("registry.example/app:1"), Is.EqualTo(1));

        cluster.RemoveNode("n");

        Assert.That(cluster.Nodes.Select(one => one.Name), Is.EqualTo(new[] { "m" }));
        Assert.That(cluster.CountNodesWithImage("registry.example/app:1"), Is.Zero);
    }
}
