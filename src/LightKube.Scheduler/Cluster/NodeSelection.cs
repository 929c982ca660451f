using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.Scheduler.Cluster;

/// <summary>The nodes on which a pod may run: its nodeSelector and its required node affinity.</summary>
internal sealed class NodeSelection
{
    private readonly DocMap? _labels;
    private readonly NodeTerm[]? _terms;

    public NodeSelection(PodSpec spec)
    {
        _labels = spec.NodeSelector.Peek();
        var required = spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution;
        _terms = required.IsPresent ? [.. required.NodeSelectorTerms.Select(static term => new NodeTerm(term))] : null;
    }

    public bool IsEverything => _terms is null && (_labels?.Count ?? 0) == 0;

    public bool Matches(NodeInfo node)
    {
        if (_labels is not null)
        {
            foreach (ref readonly var wanted in _labels.Entries)
            {
                if (node.Label(wanted.Key) is not { } value || value != wanted.Value.AsString)
                    return false;
            }
        }
        return _terms is null || Array.Exists(_terms, term => term.Matches(node));
    }
}

/// <summary>One term of a node selector: all its requirements must hold; an empty one fits no node.</summary>
internal sealed class NodeTerm(NodeSelectorTerm term)
{
    private readonly NodeRequirement[] _labels = [.. term.MatchExpressions.Select(NodeRequirement.Of)];
    private readonly NodeRequirement[] _fields = [.. term.MatchFields.Select(NodeRequirement.Of)];

    public bool Matches(NodeInfo node)
    {
        foreach (var requirement in _labels)
        {
            if (!requirement.Matches(node.Label(requirement.Key)))
                return false;
        }
        foreach (var requirement in _fields)
        {
            if (requirement.Key != "metadata.name" || !requirement.Matches(node.Name))
                return false;
        }
        return _labels.Length + _fields.Length > 0;
    }
}

/// <summary>One requirement of a term. One that cannot be read fits nothing.</summary>
internal readonly record struct NodeRequirement(string Key, string Operator, string[] Values)
{
    public static NodeRequirement Of(NodeSelectorRequirement requirement) =>
        new(requirement.Key, requirement.Operator, [.. requirement.Values]);

    public bool Matches(string? value) => Operator switch
    {
        "In" => value is not null && Values.Contains(value),
        "NotIn" => value is null || !Values.Contains(value),
        "Exists" => value is not null,
        "DoesNotExist" => value is null,
        "Gt" => Values.Length == 1 && Number(value) > Number(Values[0]),
        "Lt" => Values.Length == 1 && Number(value) < Number(Values[0]),
        _ => false,
    };

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
