using LightKube.Foundation.Yaml;

namespace LightKube.Foundation.Tests.Yaml;

public sealed class YamlReaderTests
{
    [Test]
    public void Values_lists_and_keys_are_read_with_their_lines()
    {
        var root = (YamlMapping)Read("# a comment\na: 1\nb:\n- x\n- \"y\"\nc: {d: null, e: \"null\"}\n")!;

        Assert.That(root.FindText("a"), Is.EqualTo("1"));
        Assert.That(((YamlSequence)root.Find("b")!).Items.Select(item => ((YamlScalar)item).Text), Is.EqualTo(new[] { "x", "y" }));
        Assert.That(root.Entries.Select(entry => entry.Line), Is.EqualTo(new[] { 2, 3, 6 }));
        var c = (YamlMapping)root.Find("c")!;
        Assert.That(c.FindText("d"), Is.Null);
        Assert.That(c.FindText("e"), Is.EqualTo("null"));
    }

    [TestCase("")]
    [TestCase("# nothing but a comment\n")]
    [TestCase("---\n")]
    public void An_empty_file_is_nothing(string text) => Assert.That(Read(text), Is.Null);

    [TestCase("a: 1\na: 2\n", "f.yaml:2: the key 'a' stands here a second time")]
    [TestCase("a: &x 1\n", "f.yaml:1: anchors (&name) are not supported here")]
    [TestCase("a: *x\n", "f.yaml:1: aliases (*name) are not supported here")]
    [TestCase("a: 1\n---\nb: 2\n", "f.yaml:2: a second document begins here; one is expected")]
    public void What_is_refused_is_named_with_its_line(string text, string message) =>
        Assert.That(() => Read(text), Throws.TypeOf<YamlFileException>().With.Message.EqualTo(message));

    [TestCase("a: [1\n")]
    [TestCase("a: 'b\n")]
    [TestCase("? [a, b]\n: c\n")]
    public void What_is_not_YAML_or_not_ours_is_an_error_of_the_file(string text) =>
        Assert.That(() => Read(text), Throws.TypeOf<YamlFileException>().With.Message.StartsWith("f.yaml:"));

    [Test]
    public void Nesting_without_bound_is_refused() =>
        Assert.That(() => Read(new string('[', 100_000)), Throws.TypeOf<YamlFileException>().With.Message.Contains("nested deeper"));

    private static YamlNode? Read(string text) => YamlReader.Read(text, "f.yaml");
}
