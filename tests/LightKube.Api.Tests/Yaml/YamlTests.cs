using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Yaml;

namespace LightKube.Api.Tests.Yaml;

public sealed class YamlTests
{
    [TestCase("a: 1", "{'a':1}")]
    [TestCase("a: 1.5", "{'a':1.5}")]
    [TestCase("a: 1e3", "{'a':1000}")]
    [TestCase("a: 0644", "{'a':420}")]
    [TestCase("a: 0o17", "{'a':15}")]
    [TestCase("a: 0x1F", "{'a':31}")]
    [TestCase("a: 1_000", "{'a':1000}")]
    [TestCase("a: -3", "{'a':-3}")]
    [TestCase("a: 1.2.3", "{'a':'1.2.3'}")]
    [TestCase("a: 089", "{'a':89.0}")]
    [TestCase("a: yes", "{'a':true}")]
    [TestCase("a: Off", "{'a':false}")]
    [TestCase("a: 'yes'", "{'a':'yes'}")]
    [TestCase("a: \"1\"", "{'a':'1'}")]
    [TestCase("a: !!str 1", "{'a':'1'}")]
    [TestCase("a: ~", "{'a':null}")]
    [TestCase("a:", "{'a':null}")]
    [TestCase("a: 2024-01-01", "{'a':'2024-01-01'}")]
    [TestCase("a: 2024-01-01T00:00:00Z", "{'a':'2024-01-01T00:00:00Z'}")]
    [TestCase("a: 12:30", "{'a':'12:30'}")]
    [TestCase("a: 9223372036854775807", "{'a':9223372036854775807}")]
    [TestCase("1: x\ntrue: z", "{'1':'x','true':'z'}")]
    [TestCase("a: |\n  x\n  y\n", "{'a':'x\\ny\\n'}")]
    [TestCase("a: &x {b: 1}\nc: *x", "{'a':{'b':1},'c':{'b':1}}")]
    [TestCase("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3", "{'a':{'b':1,'c':2},'d':{'c':3,'b':1}}")]
    [TestCase("{\"a\":[1,{\"b\":null}]}", "{'a':[1,{'b':null}]}")]
    [TestCase("# only a comment\na: []", "{'a':[]}")]
    public void Yaml_reads_as_kubernetes_reads_it(string yaml, string json) =>
        Assert.That(YamlDocumentReader.ReadMap(yaml).ToString(), Is.EqualTo(Trees.Json(json)));

    [Test]
    public void A_stream_has_many_documents_and_empty_ones_do_not_count() =>
        Assert.That(YamlDocumentReader.ReadAll("---\na: 1\n---\n---\n# nothing\n---\nb: 2\n").Select(map => map.ToString()), Is.EqualTo(new[] { "{\"a\":1}", "{\"b\":2}" }));

    [TestCase("a: [", "broken YAML")]
    [TestCase("a: *x", "unknown anchor 'x'")]
    [TestCase("- 1", "is not an object")]
    [TestCase("a: 1\na: 2", "key \"a\" already set in map")]
    [TestCase("a: 1\n---\nb: 1", "more than one document")]
    [TestCase("", "no document")]
    public void Broken_yaml_is_told_with_its_place(string yaml, string message) =>
        Assert.That(() => YamlDocumentReader.ReadMap(yaml), Throws.InstanceOf<DocumentFormatException>().With.Message.Contains(message));

    [Test]
    public void Duplicates_are_collected_when_asked_for()
    {
        var duplicates = new List<DuplicateKey>();
        var map = YamlDocumentReader.ReadMap("a:\n- b: 1\n  b: 2\n", duplicates);

        Assert.That(duplicates, Is.EqualTo(new[] { new DuplicateKey("a[0].b", "b", 3) }));
        Assert.That(map.ToString(), Is.EqualTo("{\"a\":[{\"b\":2}]}"));
    }

    [Test]
    public void A_bomb_of_aliases_does_not_go_off()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select(c => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n"));

        Assert.That(() => YamlDocumentReader.ReadMap(bomb), Throws.InstanceOf<DocumentFormatException>().With.Message.Contains("10000 values"));
    }

    [Test]
    public void Endless_nesting_is_refused() =>
        Assert.That(() => YamlDocumentReader.ReadMap("a: " + new string('[', 5000) + new string(']', 5000)), Throws.InstanceOf<DocumentFormatException>().With.Message.Contains("nested deeper"));

    [TestCase("{'a':{'b':[1,{'c':'d','e':[]}],'f':{}}}", "a:\n  b:\n  - 1\n  - c: d\n    e: []\n  f: {}\n")]
    [TestCase("{'a':'yes','b':'1','c':'','d':'x: y','e':'# x','f':'-','g':'null'}", "a: 'yes'\nb: '1'\nc: ''\nd: 'x: y'\ne: '# x'\nf: '-'\ng: 'null'\n")]
    [TestCase("{'a':'x\\ny\\n'}", "a: |\n  x\n  y\n")]
    [TestCase("{'a':'x\\ny'}", "a: |-\n  x\n  y\n")]
    [TestCase("{'args':['-c','--x=y']}", "args:\n- -c\n- --x=y\n")]
    public void Yaml_is_written_in_block_style(string json, string yaml) =>
        Assert.That(YamlDocumentWriter.Write(Trees.Value(json)), Is.EqualTo(yaml.Replace("- --x=y", "- '--x=y'")));

    [TestCase("plain")]
    [TestCase(" lead")]
    [TestCase("trail ")]
    [TestCase("a\tb")]
    [TestCase("tab\t")]
    [TestCase("two\nlines")]
    [TestCase("two\nlines\n\n\n")]
    [TestCase("\nleading")]
    [TestCase("trailing blank \nline")]
    [TestCase("\n")]
    [TestCase("it's")]
    [TestCase("\"quoted\"")]
    [TestCase("back\\slash")]
    [TestCase("nul\0")]
    [TestCase("ümlaut ☃ 😀")]
    [TestCase("0755")]
    [TestCase("1e5")]
    [TestCase("0x1")]
    [TestCase("1:30")]
    [TestCase(".5")]
    [TestCase("n")]
    [TestCase("y")]
    [TestCase("=")]
    [TestCase("<<")]
    [TestCase("key: value")]
    [TestCase("end:")]
    [TestCase("a #b")]
    [TestCase("[x]")]
    [TestCase("{x}")]
    [TestCase("*x")]
    [TestCase("&x")]
    [TestCase("!x")]
    [TestCase("%x")]
    [TestCase("@x")]
    [TestCase("- x")]
    [TestCase("? x")]
    [TestCase("line\r\nend")]
    [TestCase("  indented\n  block\n")]
    [TestCase("---")]
    [TestCase("...")]
    public void Every_text_comes_back_as_it_was(string text)
    {
        var map = new DocMap();
        map.Set("a", text);
        map.Set(text, new DocList([text, new DocList([text]), new DocMap([new("k", text)])]));

        var yaml = YamlDocumentWriter.Write(map);

        Assert.That(YamlDocumentReader.ReadMap(yaml).ToString(), Is.EqualTo(JsonText.Of(map)), yaml);
    }

    [TestCase("a: [|-\n  t-\n  x\nb: c\n")]
    [TestCase("a: [b\n  c: |\n d")]
    public void What_the_scanner_stumbles_over_is_broken_YAML(string yaml) =>
        Assert.That(() => YamlDocumentReader.ReadMap(yaml), Throws.TypeOf<DocumentFormatException>());
}
