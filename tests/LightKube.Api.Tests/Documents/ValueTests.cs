using LightKube.Api.Documents;

namespace LightKube.Api.Tests.Documents;

public class ValueTests
{
    [TestCase("1", "1.0")]
    [TestCase("0", "-0.0")]
    [TestCase("{'a':1,'b':[2,{'c':null}]}", "{'b':[2.0,{'c':null}],'a':1.0}")]
    public void Equal_values_have_one_hash(string left, string right)
    {
        var (a, b) = (Trees.Map($"{{'v':{left}}}")["v"], Trees.Map($"{{'v':{right}}}")["v"]);

        Assert.That(a, Is.EqualTo(b));
        Assert.That(a.GetHashCode(), Is.EqualTo(b.GetHashCode()));
    }

    // A set of values that share a hash takes the square of its size in time.
    [TestCase("{'name':'n#'}")]
    [TestCase("['n#']")]
    [TestCase("{'a':{'b':[#]}}")]
    public void Other_values_have_other_hashes(string form)
    {
        var hashes = Enumerable.Range(0, 1000).Select(i => Trees.Map($"{{'v':{form.Replace("#", $"{i}", StringComparison.Ordinal)}}}")["v"].GetHashCode());

        Assert.That(hashes.Distinct().Count(), Is.GreaterThan(990));
    }

    [Test]
    public void Numbers_cannot_be_chosen_to_share_a_hash()
    {
        var hashes = Enumerable.Range(1, 1000).Select(i => ((Value)BitConverter.Int64BitsToDouble(((long)i << 32) | (uint)i)).GetHashCode());

        Assert.That(hashes.Distinct().Count(), Is.GreaterThan(990));
    }

    [Test]
    public void A_large_map_is_itself_while_entries_go_and_come()
    {
        var map = new DocMap();
        var model = new Dictionary<string, int>(StringComparer.Ordinal);
        var random = new Random(3);
        for (var i = 0; i < 5000; i++)
        {
            var key = $"k{random.Next(400)}";
            if (random.Next(2) == 0)
            {
                map.Set(key, i);
                model[key] = i;
            }
            else
            {
                Assert.That(map.Remove(key), Is.EqualTo(model.Remove(key)));
            }
        }

        Assert.That(map.Freeze().Count, Is.EqualTo(model.Count));
        Assert.That(model, Is.All.Matches<KeyValuePair<string, int>>(entry => map[entry.Key].AsInt == entry.Value));
    }

    [Test]
    public void Many_entries_go_at_once()
    {
        var map = Trees.Map("{" + string.Join(',', Enumerable.Range(0, 40).Select(i => $"'k{i}':{i}")) + "}");
        Assert.That(map["k7"].AsInt, Is.EqualTo(7));

        map.RemoveWhere(key => key.EndsWith('7') || key.EndsWith('1'));

        Assert.That(map["k7"].IsAbsent);
        Assert.That(map["k8"].AsInt, Is.EqualTo(8));
        Assert.That(map.Count, Is.EqualTo(32));
    }
}
