using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Selectors;

namespace LightKube.Scheduler.Cluster;

/// <summary>Pods that the stating pod wants, or does not want, in the same domain.</summary>
internal sealed class AffinityTerm
{
    private readonly PodSelector _selector;
    private readonly string[] _namespaces;
    private readonly LabelSelector? _namespaceSelector;

    /// <param name="term">The term as stated.</param>
    /// <param name="owner">The pod that states it.</param>
    /// <param name="weight">1 to 100 for a preference; 0 for a requirement.</param>
    public AffinityTerm(PodAffinityTerm term, Pod owner, int weight)
    {
        TopologyKey = term.TopologyKey;
        Weight = weight;
        _selector = new PodSelector(term.LabelSelector.Peek(), owner.Metadata.Labels.Peek(), term.MatchLabelKeys, term.MismatchLabelKeys);
        _namespaceSelector = term.NamespaceSelector.IsPresent ? PodSelector.OrNothing(term.NamespaceSelector.Peek()) : null;
        _namespaces = term.Namespaces.Count == 0 && _namespaceSelector is null ? [owner.Namespace] : [.. term.Namespaces];
    }

    public string TopologyKey { get; }

    public int Weight { get; }

    /// <param name="pod">The other pod.</param>
    /// <param name="namespaceLabels">The labels of the namespace of that name, null when it has none.</param>
    public bool Matches(PodInfo pod, Func<string, DocMap?> namespaceLabels) =>
        (_namespaces.Contains(pod.Key.Namespace) || (_namespaceSelector?.Matches(namespaceLabels(pod.Key.Namespace)) ?? false))
        && _selector.Matches(pod.Labels);
}
