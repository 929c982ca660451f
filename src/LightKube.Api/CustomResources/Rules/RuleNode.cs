using LightKube.Api.Cel.Types;
using LightKube.Api.Documents;

namespace LightKube.Api.CustomResources.Rules;

/// <summary>The rules of a schema's node and of all below it. Nodes without any are not there. Immutable.</summary>
public sealed class RuleNode
{
    /// <summary>The node's type in expressions; null when it has no rules of its own.</summary>
    public DeclType? Type { get; private init; }

    /// <summary>The node's type in the schema: object, array, string …</summary>
    public required string SchemaType { get; init; }

    public IReadOnlyList<CompiledRule> Rules { get; private init; } = [];

    public IReadOnlyDictionary<string, RuleNode>? Properties { get; private init; }

    public RuleNode? Items { get; private init; }

    /// <summary>Of fields that are not named.</summary>
    public RuleNode? Additional { get; private init; }

    /// <summary>By these an array's items are found again in the value before; null when they cannot be.</summary>
    public IReadOnlyList<string>? Keys { get; private init; }

    /// <summary>Compiles the rules of a whole schema; null when there are none.</summary>
    /// <param name="schema">As the definition has it.</param>
    /// <param name="isRoot">It is of whole objects.</param>
    public static RuleNode? Compile(DocMap schema, bool isRoot)
    {
        var rules = schema.GetList("x-kubernetes-validations") is { Count: > 0 };
        var properties = Below(schema.GetMap("properties"));
        var items = schema.GetMap("items") is { } inner ? Compile(inner, false) : null;
        var additional = schema.GetMap("additionalProperties") is { } rest ? Compile(rest, false) : null;
        if (!rules && properties is null && items is null && additional is null)
        {
            return null;
        }

        var type = rules ? OpenApiTypes.From(schema, isRoot || schema["x-kubernetes-embedded-resource"].AsBool == true) : null;
        var node = type is null ? null : SchemaCompiler.Compile(schema);
        return new RuleNode
        {
            Type = type,
            SchemaType = schema.GetString("type") ?? "",
            Rules = node is null ? [] : [.. node.Rules.Select(rule => CompiledRule.Compile(rule, type!, node))],
            Properties = properties,
            Items = items,
            Additional = additional,
            Keys = schema.GetString("x-kubernetes-list-type") == "map"
                ? [.. (schema.GetList("x-kubernetes-list-map-keys") ?? new DocList()).Items.ToArray().Select(static key => key.AsString ?? "")]
                : null,
        };
    }

    private static Dictionary<string, RuleNode>? Below(DocMap? properties)
    {
        Dictionary<string, RuleNode>? nodes = null;
        foreach (ref readonly var property in (properties ?? new DocMap()).Entries)
        {
            if (property.Value.AsMap is { } schema && Compile(schema, false) is { } node)
            {
                nodes ??= new Dictionary<string, RuleNode>(StringComparer.Ordinal);
                nodes.Add(property.Key, node);
            }
        }

        return nodes;
    }
}
