using System.Diagnostics;

namespace LightKube.Api.Tests.Apply;

/// <summary>Lists as long as an object can hold: an apply must not look at all of it for each item.</summary>
public class LargeListTests
{
    private const int Items = 60_000;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(30);

    [TestCase("set", "'i{0}'")]
    [TestCase("numbers", "{0}")]
    [TestCase("items", "{{'name':'i{0}'}}")]
    public void Long_lists_are_merged_and_compared_in_little_time(string field, string item)
    {
        var rig = new ApplyRig();
        var watch = Stopwatch.StartNew();

        rig.Apply("one", Spec(field, item, 0, Items));
        rig.Apply("two", Spec(field, item, Items / 2, Items));
        rig.Update("three", Spec(field, item, Items / 4, Items));

        Assert.That(watch.Elapsed, Is.LessThan(Enough));
    }

    [Test]
    public void Items_that_stand_many_times_cost_no_more()
    {
        var rig = new ApplyRig();
        var watch = Stopwatch.StartNew();

        rig.Update("one", Spec("set", "'i{0}'", 0, Items, 10));
        rig.Update("one", Spec("set", "'i{0}'", 1, Items, Items / 2));
        rig.Apply("two", Spec("set", "'i{0}'", 0, Items / 2), force: true);

        Assert.That(watch.Elapsed, Is.LessThan(Enough));
    }

    private static string Spec(string field, string item, int first, int count, int modulo = int.MaxValue) =>
        $"{{'{field}':[{string.Join(',', Enumerable.Range(first, count).Select(i => string.Format(null, item, i % modulo)))}]}}";
}
