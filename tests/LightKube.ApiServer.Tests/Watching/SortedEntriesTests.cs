using System.Text;
using LightKube.Api.Core.V1;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Tests.Watching;

public sealed class SortedEntriesTests
{
    [Test]
    public void Entries_stay_in_key_order_through_any_changes()
    {
        var random = new Random(7);
        var model = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var entries = SortedEntries.Empty;
        for (var round = 0; round < 400; round++)
        {
            var builder = entries.ToBuilder();
            for (var i = 0; i < 10; i++)
            {
                var key = $"ns{random.Next(4)}/p{random.Next(500)}";
                var known = model.ContainsKey(key);
                if (random.Next(3) == 0)
                {
                    Assert.That(builder.Remove(key) is not null, Is.EqualTo(known));
                    model.Remove(key);
                }
                else
                {
                    Assert.That(builder.Set(Entry(key, round)) is not null, Is.EqualTo(known));
                    model[key] = round;
                }
            }

            entries = builder.Build();
            Assert.That(entries.Count, Is.EqualTo(model.Count));
        }

        Assert.That(entries.Range("").Select(entry => (entry.Key, entry.Revision)), Is.EqualTo(model.Select(pair => (pair.Key, pair.Value))));
        Assert.That(
            entries.Range("ns2/").Select(entry => entry.Key),
            Is.EqualTo(model.Keys.Where(key => key.StartsWith("ns2/", StringComparison.Ordinal))));
        Assert.That(model.Keys.All(key => entries.Find(key)!.Key == key));
        Assert.That(entries.Find("ns9/none"), Is.Null);
    }

    [Test]
    public void A_snapshot_does_not_see_later_changes()
    {
        var builder = SortedEntries.Empty.ToBuilder();
        builder.Set(Entry("a", 1));
        var before = builder.Build();

        var later = before.ToBuilder();
        later.Set(Entry("a", 2));
        later.Set(Entry("b", 3));
        later.Build();

        Assert.That(before.Range("").Select(entry => (entry.Key, entry.Revision)), Is.EqualTo(new[] { ("a", 1L) }));
    }

    [Test]
    public void A_range_goes_on_after_a_key_that_is_gone()
    {
        var builder = SortedEntries.Empty.ToBuilder();
        foreach (var key in (string[])["a", "c", "d"])
        {
            builder.Set(Entry(key, 1));
        }

        Assert.That(builder.Build().Range("", "b").Select(entry => entry.Key), Is.EqualTo(new[] { "c", "d" }));
        Assert.That(builder.Build().Range("", "c").Select(entry => entry.Key), Is.EqualTo(new[] { "d" }));
    }

    private static CacheEntry Entry(string key, long revision) =>
        new(ConfigMap.Schema, key, revision, Encoding.UTF8.GetBytes("""{"metadata":{"name":"x"}}"""), null);
}
