using LightKube.Api.Apps.V1;
using LightKube.Controllers.Deployments;
using LightKube.Testing.Builders;

namespace LightKube.Controllers.Tests.Deployments;

[Parallelizable(ParallelScope.All)]
public sealed class RollingUpdateTests
{
    private static ReplicaSet Set(string name, int size, int available)
    {
        var set = A.ReplicaSet(name, size);
        set.Status.AvailableReplicas = available;
        return set;
    }

    private static Rollout Rollout(int replicas, string surge, string unavailable, ReplicaSet? current, params ReplicaSet[] old)
    {
        var deployment = A.Deployment("web", replicas);
        deployment.Spec.Strategy.RollingUpdate.MaxSurge = surge.EndsWith('%') ? surge : int.Parse(surge);
        deployment.Spec.Strategy.RollingUpdate.MaxUnavailable = unavailable.EndsWith('%') ? unavailable : int.Parse(unavailable);
        return new Rollout(deployment, current, old);
    }

    private static string Plan(Rollout rollout) =>
        string.Join(' ', RollingUpdate.Plan(rollout).Select(scaling => $"{scaling.Set.Name}={scaling.Size}").Order());

    [TestCase(10, "25%", "25%", ExpectedResult = 3, Description = "surge rounds up: 10 + 3 pods at most, 10 are there")]
    [TestCase(4, "1", "0", ExpectedResult = 1)]
    [TestCase(4, "0", "1", ExpectedResult = 0, Description = "no room before an old pod has gone")]
    [TestCase(4, "100%", "0", ExpectedResult = 4)]
    public int The_new_set_begins_with_the_surge(int replicas, string surge, string unavailable) =>
        RollingUpdate.NewSize(Rollout(replicas, surge, unavailable, null, Set("old", replicas, replicas)));

    [Test]
    public void The_first_rollout_gets_all_pods_at_once() =>
        Assert.That(RollingUpdate.NewSize(Rollout(5, "25%", "25%", null)), Is.EqualTo(5));

    [Test]
    public void Old_pods_go_only_as_far_as_availability_allows() =>
        Assert.That(Plan(Rollout(10, "3", "2", Set("new", 3, 0), Set("old", 10, 10))), Is.EqualTo("old=8"));

    [Test]
    public void New_pods_that_are_available_let_as_many_old_ones_go() =>
        Assert.That(Plan(Rollout(10, "3", "2", Set("new", 5, 5), Set("old", 8, 8))), Is.EqualTo("old=3"));

    [Test]
    public void Nothing_goes_when_too_few_are_available() =>
        Assert.That(Plan(Rollout(10, "3", "2", Set("new", 5, 0), Set("old", 8, 8))), Is.Empty);

    [Test]
    public void Old_pods_that_serve_nobody_go_first_and_at_once() =>
        Assert.That(Plan(Rollout(10, "3", "2", Set("new", 3, 0), Set("broken", 5, 1), Set("old", 5, 5))), Is.EqualTo("broken=3"));

    [Test]
    public void The_oldest_set_shrinks_first() =>
        Assert.That(Plan(Rollout(4, "0", "2", Set("new", 0, 0), Set("oldest", 1, 1), Set("older", 3, 3))), Is.EqualTo("new=0 older=2 oldest=0").Or.EqualTo("older=2 oldest=0"));

    [Test]
    public void Surge_and_unavailability_of_nothing_still_let_one_pod_go() =>
        Assert.That(Plan(Rollout(3, "0%", "10%", Set("new", 0, 0), Set("old", 3, 3))), Is.EqualTo("old=2"));

    [Test]
    public void A_new_set_that_is_too_large_shrinks() =>
        Assert.That(Plan(Rollout(3, "1", "1", Set("new", 5, 5))), Is.EqualTo("new=3"));
}
