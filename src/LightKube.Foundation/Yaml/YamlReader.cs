using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LightKube.Foundation.Yaml;

/// <summary>
/// Reads the small YAML files that people write for us: configuration and kubeconfig. One document; no anchors, which would let a short file
/// grow without bound.
/// </summary>
public sealed class YamlReader
{
    /// <summary>Deeper nesting is an error; no file of ours needs a third of it.</summary>
    public const int DeepestNesting = 16;

    private readonly string _file;
    private readonly Parser _parser;

    private YamlReader(string text, string file)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The document in the text; null when there is none.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="file">The file's name, for errors.</param>
    /// <exception cref="YamlFileException">The text is not YAML, or has what this reader refuses.</exception>
    public static YamlNode? Read(string text, string file)
    {
        var reader = new YamlReader(text, file);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            throw new YamlFileException(file, (int)error.Start.Line, error.Message);
        }
    }

    private YamlNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
            return null;
        _parser.Consume<DocumentStart>();
        var root = ReadNode(depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
            throw Error(second, "a second document begins here; one is expected");
        return root is YamlScalar { IsNull: true } ? null : root;
    }

    private YamlNode ReadNode(int depth)
    {
        if (depth > DeepestNesting)
            throw Error(_parser.Current!, $"nested deeper than {DeepestNesting}");
        return _parser.Consume<ParsingEvent>() switch
        {
            AnchorAlias alias => throw Error(alias, "aliases (*name) are not supported here"),
            NodeEvent { Anchor.IsEmpty: false } anchor => throw Error(anchor, "anchors (&name) are not supported here"),
            Scalar scalar => new YamlScalar(scalar.Value, IsNull(scalar), LineOf(scalar)),
            SequenceStart start => ReadSequence(start, depth),
            MappingStart start => ReadMapping(start, depth),
            var other => throw Error(other, "a value is expected"),
        };
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        var items = new List<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            items.Add(ReadNode(depth + 1));
        return new YamlSequence(items, LineOf(start));
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        var entries = new List<YamlEntry>();
        var keys = new HashSet<string>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
                throw Error(_parser.Current!, "a key must be a single word");
            if (!keys.Add(key.Value))
                throw Error(key, $"the key '{key.Value}' stands here a second time");
            entries.Add(new YamlEntry(key.Value, ReadNode(depth + 1), LineOf(key)));
        }
        return new YamlMapping(entries, LineOf(start));
    }

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is ("" or "~" or "null");

    private static int LineOf(ParsingEvent at) => (int)at.Start.Line;

    private YamlFileException Error(ParsingEvent at, string problem) => new(_file, LineOf(at), problem);
}
