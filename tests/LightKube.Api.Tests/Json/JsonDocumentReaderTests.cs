using LightKube.Api.Documents;
using LightKube.Api.Json;

namespace LightKube.Api.Tests.Json;

public sealed class JsonDocumentReaderTests
{
    [TestCase("", "empty")]
    [TestCase("{", "broken JSON at line 1")]
    [TestCase("[]", "not an object")]
    [TestCase("{}x", "broken JSON")]
    [TestCase("{\"a\":01}", "broken JSON")]
    [TestCase("{\"a\":1,}", "broken JSON")]
    public void Broken_json_is_told_with_its_place(string json, string message) =>
        Assert.That(() => JsonDocumentReader.ReadMap(System.Text.Encoding.UTF8.GetBytes(json)), Throws.InstanceOf<DocumentFormatException>().With.Message.Contains(message));

    [Test]
    public void Bytes_that_are_not_text_are_refused() =>
        Assert.That(() => JsonDocumentReader.ReadMap([.. "{\"a\":\""u8, 0xff, 0xfe, .. "\"}"u8]), Throws.InstanceOf<DocumentFormatException>());

    [Test]
    public void Too_deep_is_refused_and_deep_is_not()
    {
        static byte[] Nested(int levels) => System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels));

        Assert.That(JsonDocumentReader.ReadMap(Nested(JsonLimits.MaxDepth)).Count, Is.EqualTo(1));
        Assert.That(() => JsonDocumentReader.ReadMap(Nested(JsonLimits.MaxDepth + 1)), Throws.InstanceOf<DocumentFormatException>());
    }

    [Test]
    public void Of_two_equal_keys_the_last_counts_and_is_reported()
    {
        var names = new List<string>();
        var map = JsonDocumentReader.ReadMap("""{"a":1,"b":{"c":1,"c":2},"a":3}"""u8, names.Add);

        Assert.That(map.ToString(), Is.EqualTo("""{"a":3,"b":{"c":2}}"""));
        Assert.That(names, Is.EqualTo(new[] { "c", "a" }));
    }

    [TestCase("{\"a\":1.0}", "{\"a\":1}")]
    [TestCase("{\"a\":9223372036854775807}", "{\"a\":9223372036854775807}")]
    [TestCase("{\"a\":\"\\u00fc\\n\"}", "{\"a\":\"ü\\n\"}")]
    [TestCase("{\"a\":\"<&>'+\"}", "{\"a\":\"<&>'+\"}")]
    public void Scalars_are_written_as_they_were_meant(string json, string expected) =>
        Assert.That(JsonText.Of(JsonText.Parse(json)), Is.EqualTo(expected));

    [Test]
    public void A_large_map_is_as_right_as_a_small_one()
    {
        var map = new DocMap();
        for (var i = 0; i < 100; i++)
        {
            map.Set($"k{i}", i);
        }

        map.Remove("k50");
        map.Set("k7", -7);
        var again = JsonDocumentReader.ReadMap(JsonDocumentWriter.ToBytes(map)).Freeze();

        Assert.That(again.Count, Is.EqualTo(99));
        Assert.That(again["k7"].AsInt, Is.EqualTo(-7));
        Assert.That(again["k50"].IsAbsent);
        Assert.That(again["k99"].AsInt, Is.EqualTo(99));
    }

    [TestCase("{\"a\":\"\\ud800\"}")]
    [TestCase("{\"a\":\"x\\udc00y\"}")]
    [TestCase("{\"\\ud800\":1}")]
    [TestCase("{\"a\":1e400}")]
    [TestCase("[-1e999]")]
    public void What_is_no_text_or_no_number_is_refused(string json) =>
        Assert.That(() => JsonText.Parse(json), Throws.TypeOf<DocumentFormatException>());
}
