using LightKube.Api.Core.V1;
using LightKube.Controllers.ReplicaSets;
using LightKube.Testing.Builders;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.ReplicaSets;

[Parallelizable(ParallelScope.All)]
public sealed class DeletionOrderTests
{
    private static readonly DateTimeOffset Now = FakeTimeProvider.Begin;

    private static Pod Good(string name) => A.Pod(name).On("n1").Ready(Now.AddDays(-1)).Age(TimeSpan.FromDays(1));

    private static string[] Order(IReadOnlyDictionary<string, int> podsOnNode, params Pod[] pods) =>
        [.. pods.Order(new DeletionOrder(podsOnNode, Now)).Select(pod => pod.Name)];

    private static readonly Dictionary<string, int> NoCrowd = [];

    [Test]
    public void A_pod_without_a_node_goes_before_one_that_has_one() =>
        Assert.That(Order(NoCrowd, Good("a"), A.Pod("b")), Is.EqualTo(new[] { "b", "a" }));

    [Test]
    public void A_pending_pod_goes_before_a_running_one() =>
        Assert.That(Order(NoCrowd, Good("a"), Good("b").InPhase("Pending")), Is.EqualTo(new[] { "b", "a" }));

    [Test]
    public void A_pod_that_is_not_ready_goes_before_a_ready_one() =>
        Assert.That(Order(NoCrowd, Good("a"), A.Pod("b").On("n1").NotReadyAt("10.0.0.1")), Is.EqualTo(new[] { "b", "a" }));

    [Test]
    public void The_cheaper_pod_goes_first_and_no_annotation_costs_nothing()
    {
        const string cost = "controller.kubernetes.io/pod-deletion-cost";

        var order = Order(NoCrowd, Good("dear").Annotated(cost, "10"), Good("free"), Good("cheap").Annotated(cost, "-5"));

        Assert.That(order, Is.EqualTo(new[] { "cheap", "free", "dear" }));
    }

    [Test]
    public void A_pod_on_a_crowded_node_goes_first() =>
        Assert.That(
            Order(new Dictionary<string, int> { ["n1"] = 1, ["n2"] = 3 }, Good("a"), Good("b").On("n2")), Is.EqualTo(new[] { "b", "a" }));

    [Test]
    public void The_pod_that_became_ready_last_goes_first() =>
        Assert.That(Order(NoCrowd, Good("a"), Good("b").Ready(Now.AddMinutes(-1))), Is.EqualTo(new[] { "b", "a" }));

    [Test]
    public void The_pod_with_most_restarts_goes_first()
    {
        var restarted = Good("b");
        restarted.Status.ContainerStatuses.Add(new ContainerStatus { Name = "app", RestartCount = 7 });

        Assert.That(Order(NoCrowd, Good("a"), restarted), Is.EqualTo(new[] { "b", "a" }));
    }

    [Test]
    public void The_youngest_pod_goes_first() =>
        Assert.That(Order(NoCrowd, Good("a"), Good("b").Age(TimeSpan.FromMinutes(1))), Is.EqualTo(new[] { "b", "a" }));
}
