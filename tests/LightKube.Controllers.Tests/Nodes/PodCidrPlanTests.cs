using System.Net;
using LightKube.Controllers.Nodes;

namespace LightKube.Controllers.Tests.Nodes;

[Parallelizable(ParallelScope.All)]
public sealed class PodCidrPlanTests
{
    private static string? Next(string cluster, int prefix, int last, params string[] taken) =>
        PodCidrPlan.Next(new PodCidrRange(IPNetwork.Parse(cluster), prefix), taken.Select(IPNetwork.Parse).ToHashSet(), last)?.Share.ToString();

    [TestCase("10.42.0.0/16", 24, -1, ExpectedResult = "10.42.0.0/24")]
    [TestCase("10.42.0.0/16", 24, 4, ExpectedResult = "10.42.5.0/24")]
    [TestCase("10.42.0.0/16", 24, 255, ExpectedResult = "10.42.0.0/24", Description = "after the last comes the first")]
    [TestCase("fd00:42::/56", 64, 1, ExpectedResult = "fd00:42:0:2::/64")]
    [TestCase("10.42.0.0/24", 24, -1, ExpectedResult = "10.42.0.0/24")]
    public string? Shares_follow_one_another(string cluster, int prefix, int last) => Next(cluster, prefix, last);

    [Test]
    public void A_taken_share_is_passed_over() =>
        Assert.That(Next("10.42.0.0/22", 24, -1, "10.42.0.0/24", "10.42.1.0/24"), Is.EqualTo("10.42.2.0/24"));

    [Test]
    public void There_is_none_when_all_are_taken() =>
        Assert.That(Next("10.42.0.0/23", 24, -1, "10.42.0.0/24", "10.42.1.0/24"), Is.Null);
}
