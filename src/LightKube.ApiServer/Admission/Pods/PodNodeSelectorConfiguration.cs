using LightKube.ApiServer.Admission.Configuration;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>Labels of nodes, for whole namespaces: the file has a map <c>podNodeSelectorPluginConfig</c> and no kind.</summary>
public sealed record PodNodeSelectorConfiguration
{
    private const string DefaultKey = "clusterDefaultNodeSelector";

    /// <summary>For namespaces that have none of their own, as <c>a=b,c=d</c>.</summary>
    public IReadOnlyDictionary<string, string> Default { get; init; } = new Dictionary<string, string>();

    /// <summary>The labels that pods of a namespace may ask for, by its name; without an entry they may ask for any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Allowed { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();

    internal static PodNodeSelectorConfiguration Read(ConfigurationMap map)
    {
        map.Knows("podNodeSelectorPluginConfig");
        var selectors = map.Map("podNodeSelectorPluginConfig");
        var found = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (name, text) in selectors.Texts())
        {
            if (LabelPairs.Parse(text) is { } labels)
            {
                found[name] = labels;
            }
            else
            {
                selectors.Invalid(name, text, LabelPairs.Rule);
            }
        }

        var standard = found.GetValueOrDefault(DefaultKey) ?? new Dictionary<string, string>();
        found.Remove(DefaultKey);
        return new PodNodeSelectorConfiguration { Default = standard, Allowed = found };
    }
}
