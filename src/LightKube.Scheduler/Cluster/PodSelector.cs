using LightKube.Api.Documents;
using LightKube.Api.Selectors;
using LightKube.Api.Views;

namespace LightKube.Scheduler.Cluster;

/// <summary>A label selector, narrowed by the values that the pod itself has under some keys (<c>matchLabelKeys</c>).</summary>
internal sealed class PodSelector
{
    private readonly LabelSelector _selector;
    private readonly LabelRequirement[] _narrowing;

    /// <param name="selector">The selector's tree; null matches nothing.</param>
    /// <param name="own">The labels of the pod that states it.</param>
    /// <param name="same">Keys under which a pod must have the value that the stating pod has; ignored where that one has none.</param>
    /// <param name="different">Keys under which it must not.</param>
    public PodSelector(DocMap? selector, DocMap? own, StringList same, StringList? different)
    {
        _selector = OrNothing(selector);
        _narrowing = [.. Narrow(own, same, LabelOperator.In), .. different is null ? [] : Narrow(own, different, LabelOperator.NotIn)];
    }

    public bool Matches(DocMap? labels)
    {
        foreach (var requirement in _narrowing)
        {
            if (!requirement.Matches(labels))
                return false;
        }
        return _selector.Matches(labels);
    }

    /// <summary>The selector; one that validation would have refused matches nothing, so that one bad object never stops the others.</summary>
    public static LabelSelector OrNothing(DocMap? selector)
    {
        try
        {
            return LabelSelector.From(selector);
        }
        catch (SelectorException)
        {
            return LabelSelector.Nothing;
        }
    }

    private static IEnumerable<LabelRequirement> Narrow(DocMap? own, StringList keys, LabelOperator @operator)
    {
        foreach (var key in keys)
        {
            if (own?.GetString(key) is { } value)
                yield return LabelRequirement.Create(key, @operator, [value]);
        }
    }
}
