using System.Globalization;
using LightKube.Api.Apps.V1;
using LightKube.Controllers.Deployments;
using LightKube.Testing.Builders;

namespace LightKube.Controllers.Tests.Deployments;

[Parallelizable(ParallelScope.All)]
public sealed class ProportionalScalingTests
{
    private static ReplicaSet Set(string name, int size, int desired, int max, int ageMinutes)
    {
        var set = A.ReplicaSet(name, size).Age(TimeSpan.FromMinutes(ageMinutes))
            .Annotated(Revisions.DesiredReplicas, desired.ToString(CultureInfo.InvariantCulture))
            .Annotated(Revisions.MaxReplicas, max.ToString(CultureInfo.InvariantCulture));
        return set;
    }

    private static string Plan(int replicas, int surge, params ReplicaSet[] newestFirst)
    {
        var deployment = A.Deployment("web", replicas);
        deployment.Spec.Strategy.RollingUpdate.MaxSurge = surge;
        var rollout = new Rollout(deployment, newestFirst[0], [.. newestFirst.Skip(1).Reverse()]);
        return string.Join(' ', ProportionalScaling.Plan(rollout).Select(scaling => $"{scaling.Set.Name}={scaling.Size}").Order());
    }

    [Test]
    public void The_example_of_the_documentation_is_spread_as_documented() =>
        Assert.That(Plan(15, 3, Set("new", 5, 10, 13, 1), Set("old", 8, 10, 13, 2)), Is.EqualTo("new=7 old=11"));

    [Test]
    public void Shrinking_is_spread_too() =>
        Assert.That(Plan(5, 3, Set("new", 5, 10, 13, 1), Set("old", 8, 10, 13, 2)), Is.EqualTo("new=3 old=5"));

    [Test]
    public void Scaling_to_nothing_empties_every_set() =>
        Assert.That(Plan(0, 3, Set("new", 5, 10, 13, 1), Set("old", 8, 10, 13, 2)), Is.EqualTo("new=0 old=0"));

    [Test]
    public void Of_equal_sets_the_newest_gets_the_rest() =>
        Assert.That(Plan(11, 0, Set("new", 5, 10, 10, 1), Set("old", 5, 10, 10, 2)), Is.EqualTo("new=6 old=5"));

    [Test]
    public void A_single_active_set_gets_it_all() =>
        Assert.That(Plan(7, 1, Set("new", 3, 3, 4, 1), Set("old", 0, 3, 4, 2)), Is.EqualTo("new=7"));

    [Test]
    public void Scaling_is_needed_when_an_active_set_was_sized_for_another_number()
    {
        var deployment = A.Deployment("web", 5);
        bool Needed(ReplicaSet set) => ProportionalScaling.IsNeeded(new Rollout(deployment, set, []));

        Assert.That((Needed(Set("a", 3, 3, 4, 1)), Needed(Set("b", 3, 5, 6, 1)), Needed(Set("c", 0, 3, 4, 1))), Is.EqualTo((true, false, false)));
    }
}
