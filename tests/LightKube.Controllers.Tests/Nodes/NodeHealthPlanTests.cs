using LightKube.Api.Core.V1;
using LightKube.Controllers.Nodes;
using LightKube.Testing.Builders;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.Nodes;

[Parallelizable(ParallelScope.All)]
public sealed class NodeHealthPlanTests
{
    private static readonly DateTimeOffset Now = FakeTimeProvider.Begin;

    private static string? Taints(Node node, bool mayEvict = true, bool widespread = false) =>
        NodeHealthPlan.Tainted(node, mayEvict, widespread ? Disruption.Widespread : Disruption.None, Now) is { } tainted
            ? string.Join(' ', tainted.Spec.Taints.Select(taint => $"{taint.Key.Replace("node.kubernetes.io/", "", StringComparison.Ordinal)}:{taint.Effect}").Order())
            : null;

    [Test]
    public void A_healthy_node_needs_no_taint() => Assert.That(Taints(A.Node("a").Condition("Ready", "True")), Is.Null);

    [Test]
    public void A_node_that_is_not_ready_takes_no_pods_and_gives_up_its_own() =>
        Assert.That(Taints(A.Node("a").Condition("Ready", "False")), Is.EqualTo("not-ready:NoExecute not-ready:NoSchedule"));

    [Test]
    public void A_silent_node_is_unreachable() =>
        Assert.That(Taints(A.Node("a").Condition("Ready", "Unknown")), Is.EqualTo("unreachable:NoExecute unreachable:NoSchedule"));

    [Test]
    public void Pods_are_not_evicted_before_their_turn_nor_in_a_widespread_fault()
    {
        var silent = A.Node("a").Condition("Ready", "Unknown");

        Assert.That(Taints(silent, mayEvict: false), Is.EqualTo("unreachable:NoSchedule"));
        Assert.That(Taints(silent, widespread: true), Is.EqualTo("unreachable:NoSchedule"));
    }

    [Test]
    public void Taints_go_with_their_cause_and_those_of_others_stay()
    {
        var node = A.Node("a").Condition("Ready", "True");
        node.Spec.Taints.Add(new Taint { Key = NodeFacts.NotReady, Effect = "NoSchedule" });
        node.Spec.Taints.Add(new Taint { Key = NodeFacts.NotReady, Effect = "NoExecute" });
        node.Spec.Taints.Add(new Taint { Key = "dedicated", Effect = "NoSchedule" });

        Assert.That(Taints(node), Is.EqualTo("dedicated:NoSchedule"));
    }

    [Test]
    public void Pressure_and_cordon_keep_new_pods_away()
    {
        var node = A.Node("a").Condition("Ready", "True").Condition("MemoryPressure", "True");
        node.Spec.Unschedulable = true;

        Assert.That(Taints(node), Is.EqualTo("memory-pressure:NoSchedule unschedulable:NoSchedule"));
    }

    [TestCase(1, 1, ExpectedResult = true, Description = "no other node is left")]
    [TestCase(3, 1, ExpectedResult = false)]
    [TestCase(3, 2, ExpectedResult = false)]
    [TestCase(5, 3, ExpectedResult = true)]
    [TestCase(10, 5, ExpectedResult = false)]
    [TestCase(4, 0, ExpectedResult = false)]
    public bool Many_faults_at_once_are_taken_for_one(int nodes, int notReady) =>
        NodeHealthPlan.DisruptionOf([.. Enumerable.Range(0, nodes).Select(i => A.Node($"n{i}").Condition("Ready", i < notReady ? "Unknown" : "True"))])
            == Disruption.Widespread;

    [Test]
    public void Silence_makes_every_condition_unknown_once()
    {
        var silent = NodeHealthPlan.Silent(A.Node("a").Condition("Ready", "True"), Now)!;

        Assert.That(silent.Status.Conditions.Select(condition => condition.Status), Is.All.EqualTo("Unknown"));
        Assert.That(silent.Status.Conditions.Find(condition => condition.Type == "Ready")!.Reason, Is.EqualTo("NodeStatusUnknown"));
        Assert.That(silent.Status.Conditions.Find(condition => condition.Type == "DiskPressure")!.Reason, Is.EqualTo("NodeStatusNeverUpdated"));
        Assert.That(NodeHealthPlan.Silent(silent, Now), Is.Null);
    }
}
