using LightKube.Api.Documents;
using LightKube.Api.Json;
using LightKube.Api.Validation;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LightKube.Api.Yaml;

/// <summary>Reads YAML, of which JSON is a part, into trees, the way Kubernetes' tools read it.</summary>
public sealed class YamlDocumentReader
{
    private const string StringTag = "tag:yaml.org,2002:str";
    private const string MergeKey = "<<";

    private readonly Parser _parser;
    private readonly Dictionary<AnchorName, Value> _anchors = [];
    private readonly DuplicatePaths? _duplicates;
    private int _aliasedNodes;
    private int _depth;
    private int _flowDepth;
    private int _nodes;

    private YamlDocumentReader(TextReader text, List<DuplicateKey>? duplicates)
    {
        _parser = new Parser(text);
        _duplicates = duplicates is null ? null : new DuplicatePaths([], duplicates);
    }

    /// <summary>Reads a text with one document that must be an object.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="duplicates">Receives the keys that stand twice in one map; the last one counts. Null: they are an error, as for a person's file.</param>
    /// <exception cref="DocumentFormatException">The text is broken, holds more or less than one document, or exceeds a limit.</exception>
    public static DocMap ReadMap(string text, List<DuplicateKey>? duplicates = null)
    {
        DocMap? only = null;
        foreach (var document in ReadAll(text, duplicates))
        {
            only = only is null ? document : throw new DocumentFormatException("the YAML text holds more than one document");
        }

        return only ?? throw new DocumentFormatException("the YAML text holds no document");
    }

    /// <summary>Reads all documents of a stream; empty ones are left out.</summary>
    /// <inheritdoc cref="ReadMap"/>
    public static IReadOnlyList<DocMap> ReadAll(string text, List<DuplicateKey>? duplicates = null)
    {
        var documents = new List<DocMap>();
        foreach (var value in ReadValues(text, duplicates))
        {
            if (!value.IsNull)
            {
                documents.Add(value.AsMap ?? throw new DocumentFormatException("a YAML document is not an object: it must consist of 'key: value' lines"));
            }
        }

        return documents;
    }

    /// <summary>Reads the values of all documents of a stream, whatever they are.</summary>
    /// <inheritdoc cref="ReadMap"/>
    public static IReadOnlyList<Value> ReadValues(string text, List<DuplicateKey>? duplicates = null)
    {
        try
        {
            using var reader = new StringReader(text);
            return new YamlDocumentReader(reader, duplicates).ReadStream();
        }
        catch (InvalidOperationException e)
        {
            // The scanner's own word for a text that it cannot go on with, such as a block scalar inside brackets.
            throw new DocumentFormatException("broken YAML: something stands where it cannot", e);
        }
        catch (YamlException e)
        {
            throw new DocumentFormatException($"broken YAML at line {e.Start.Line}, column {e.Start.Column}: {e.Message}", e);
        }
    }

    private List<Value> ReadStream()
    {
        var values = new List<Value>();
        _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            if (values.Count == YamlLimits.MaxDocuments)
            {
                throw new DocumentFormatException($"a YAML stream may hold at most {YamlLimits.MaxDocuments} documents");
            }

            _anchors.Clear();
            _aliasedNodes = 0;
            _nodes = 0;
            _parser.Consume<DocumentStart>();
            values.Add(ReadNode());
            _parser.Consume<DocumentEnd>();
        }

        return values;
    }

    private Value ReadNode()
    {
        if (++_nodes > YamlLimits.MaxNodes)
        {
            throw new DocumentFormatException($"a YAML document may hold at most {YamlLimits.MaxNodes} values: send it as JSON");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Expand(alias);
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return Anchored(scalar, ScalarValue(scalar));
        }

        if (++_depth > JsonLimits.MaxDepth)
        {
            throw new DocumentFormatException($"the YAML text is nested deeper than {JsonLimits.MaxDepth} levels");
        }

        var flow = _parser.Current is MappingStart { Style: MappingStyle.Flow } or SequenceStart { Style: SequenceStyle.Flow } ? 1 : 0;
        _flowDepth += flow;
        if (_flowDepth > YamlLimits.MaxFlowDepth)
        {
            throw new DocumentFormatException($"the YAML text is nested deeper than {YamlLimits.MaxFlowDepth} levels of braces and brackets: send it as JSON");
        }

        var value = _parser.TryConsume<MappingStart>(out var mapping) ? ReadMapping(mapping) : ReadSequence(_parser.Consume<SequenceStart>());
        _flowDepth -= flow;
        _depth--;
        return value;
    }

    private Value ReadSequence(SequenceStart start)
    {
        var list = new DocList();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            _duplicates?.Enter(list.Count);
            list.Add(ReadNode());
            _duplicates?.Leave();
        }

        return Anchored(start, list);
    }

    private Value ReadMapping(MappingStart start)
    {
        var map = new DocMap();
        List<Value>? merged = null;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var scalar = _parser.Consume<Scalar>();
            var key = Key(scalar);
            _duplicates?.Enter(key);
            if (key == MergeKey && scalar.Style == ScalarStyle.Plain)
            {
                (merged ??= []).Add(ReadNode());
            }
            else
            {
                if (map.Contains(key))
                {
                    Duplicate(scalar, key);
                }

                map.Set(key, ReadNode());
            }

            _duplicates?.Leave();
        }

        foreach (var value in merged ?? [])
        {
            Merge(map, value);
        }

        return Anchored(start, map);
    }

    private void Duplicate(Scalar scalar, string key)
    {
        if (_duplicates is null)
        {
            throw new DocumentFormatException($"broken YAML at line {scalar.Start.Line}: key \"{key}\" already set in map");
        }

        _duplicates.Report(key, (int)scalar.Start.Line);
    }

    // '<<' brings in the entries of another map, or of several, where the map has none of its own.
    private static void Merge(DocMap map, Value value)
    {
        if (value.AsList is { } several)
        {
            foreach (ref readonly var item in several.Items)
            {
                Merge(map, item);
            }

            return;
        }

        var source = value.AsMap ?? throw new DocumentFormatException("the value of a merge key '<<' must be a map or a list of maps");
        foreach (ref readonly var entry in source.Entries)
        {
            if (!map.Contains(entry.Key))
            {
                map.Set(entry.Key, entry.Value);
            }
        }
    }

    // Keys are strings in JSON; others are written as JSON writes them.
    private static string Key(Scalar scalar)
    {
        var value = ScalarValue(scalar);
        return NameTable.Shared.GetOrAdd(value.AsString ?? value.ToString());
    }

    private static Value ScalarValue(Scalar scalar) =>
        scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == StringTag) ? scalar.Value : YamlScalar.Resolve(scalar.Value);

    private Value Anchored(NodeEvent node, Value value)
    {
        if (!node.Anchor.IsEmpty)
        {
            _anchors[node.Anchor] = value;
        }

        return value;
    }

    private Value Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value, out var value))
        {
            throw new DocumentFormatException($"broken YAML at line {alias.Start.Line}: unknown anchor '{alias.Value}' referenced");
        }

        Count(value);
        return value.DeepClone();
    }

    private void Count(Value value)
    {
        if (++_aliasedNodes > YamlLimits.MaxAliasedNodes)
        {
            throw new DocumentFormatException($"the aliases of a YAML document may stand for at most {YamlLimits.MaxAliasedNodes} values");
        }

        if (value.AsMap is { } map)
        {
            foreach (ref readonly var entry in map.Entries)
            {
                Count(entry.Value);
            }
        }
        else if (value.AsList is { } list)
        {
            foreach (ref readonly var item in list.Items)
            {
                Count(item);
            }
        }
    }
}
