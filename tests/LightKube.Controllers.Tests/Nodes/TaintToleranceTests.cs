using LightKube.Api.Core.V1;
using LightKube.Controllers.Nodes;
using LightKube.Testing.Builders;
using LightKube.Testing.Time;

namespace LightKube.Controllers.Tests.Nodes;

[Parallelizable(ParallelScope.All)]
public sealed class TaintToleranceTests
{
    private static readonly DateTimeOffset Since = FakeTimeProvider.Begin;

    private static double? SecondsLeft(params Toleration[] tolerations)
    {
        var pod = A.Pod("a");
        foreach (var toleration in tolerations)
            pod.Spec.Tolerations.Add(toleration);
        var taint = new Taint { Key = "k", Value = "v", Effect = "NoExecute" };
        return (TaintTolerance.EvictAt(pod, [(taint, Since)]) - Since)?.TotalSeconds;
    }

    [Test]
    public void A_pod_without_toleration_goes_at_once() => Assert.That(SecondsLeft(), Is.Zero);

    [Test]
    public void A_toleration_without_limit_lets_it_stay() =>
        Assert.That(SecondsLeft(new Toleration { Key = "k", Operator = "Exists" }), Is.Null);

    [Test]
    public void A_limit_lets_it_stay_for_so_long() =>
        Assert.That(SecondsLeft(new Toleration { Key = "k", Operator = "Exists", TolerationSeconds = 300 }), Is.EqualTo(300));

    [Test]
    public void Of_two_limits_the_shorter_counts() =>
        Assert.That(
            SecondsLeft(new Toleration { Operator = "Exists", TolerationSeconds = 300 }, new Toleration { Key = "k", Value = "v", TolerationSeconds = 20 }),
            Is.EqualTo(20));

    [Test]
    public void A_toleration_of_another_value_or_effect_does_not_count() =>
        Assert.That(
            SecondsLeft(new Toleration { Key = "k", Operator = "Equal", Value = "other" }, new Toleration { Key = "k", Operator = "Exists", Effect = "NoSchedule" }),
            Is.Zero);
}
