using LightKube.Kubelet.Probes;

namespace LightKube.Kubelet.Tests.Probes;

internal sealed class ProbeCounterTests
{
    [TestCase("+", 1, 3, "Success")]
    [TestCase("-", 1, 3, "Unknown")]
    [TestCase("--", 1, 3, "Unknown")]
    [TestCase("---", 1, 3, "Failure")]
    [TestCase("--+--", 1, 3, "Success")]
    [TestCase("+", 2, 3, "Unknown")]
    [TestCase("++", 2, 3, "Success")]
    [TestCase("++---+", 2, 3, "Failure")]
    [TestCase("++---++", 2, 3, "Success")]
    public void So_many_in_a_row_count(string results, int successes, int failures, string outcome)
    {
        var counter = results.Aggregate(default(ProbeCounter), (sum, result) => sum.Add(result == '+', successes, failures));

        Assert.That(counter.Outcome.ToString(), Is.EqualTo(outcome));
    }
}
