using LightKube.Foundation.Processes;

namespace LightKube.Foundation.Tests.Processes;

public sealed class RestartPolicyTests
{
    [Test]
    public void Delays_double_up_to_the_longest()
    {
        var policy = new RestartPolicy();

        var delays = Enumerable.Range(0, 9).Select(_ => policy.NextDelay(TimeSpan.Zero)!.Value.TotalSeconds);

        Assert.That(delays, Is.EqualTo(new[] { 0.25, 0.5, 1, 2, 4, 8, 16, 30, 30 }));
    }

    [Test]
    public void A_child_that_was_well_starts_again_at_the_first_delay()
    {
        var policy = new RestartPolicy();
        policy.NextDelay(TimeSpan.Zero);
        policy.NextDelay(TimeSpan.Zero);

        Assert.That(policy.NextDelay(RestartPolicy.WellAfter), Is.EqualTo(RestartPolicy.FirstDelay));
        Assert.That(policy.NextDelay(TimeSpan.Zero), Is.EqualTo(RestartPolicy.FirstDelay * 2));
    }

    [Test]
    public void Too_many_failures_in_a_row_end_it()
    {
        var policy = new RestartPolicy();
        for (var i = 0; i < RestartPolicy.MostFailures; i++)
            Assert.That(policy.NextDelay(TimeSpan.Zero), Is.Not.Null);

        Assert.That(policy.NextDelay(TimeSpan.Zero), Is.Null);
    }
}
