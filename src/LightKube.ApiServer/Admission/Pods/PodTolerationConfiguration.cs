using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Admission.Configuration;

namespace LightKube.ApiServer.Admission.Pods;

/// <summary>Tolerations for namespaces that say nothing: kind Configuration of podtolerationrestriction.admission.k8s.io/v1alpha1.</summary>
public sealed record PodTolerationConfiguration
{
    /// <summary>What pods get.</summary>
    public IReadOnlyList<Toleration> Default { get; init; } = [];

    /// <summary>What they may have; when empty, anything.</summary>
    public IReadOnlyList<Toleration> Allowed { get; init; } = [];

    internal static PodTolerationConfiguration Read(ConfigurationMap map)
    {
        map.IsKind("Configuration", "podtolerationrestriction.admission.k8s.io/v1alpha1");
        map.Knows("apiVersion", "kind", "default", "whitelist");
        return new PodTolerationConfiguration { Default = Read(map, "default"), Allowed = Read(map, "whitelist") };
    }

    private static IReadOnlyList<Toleration> Read(ConfigurationMap map, string name)
    {
        foreach (var entry in map.Maps(name))
        {
            entry.Knows("key", "operator", "value", "effect", "tolerationSeconds");
        }

        return Of(map.List(name));
    }

    /// <summary>The tolerations of a list; what is no map is none.</summary>
    internal static IReadOnlyList<Toleration> Of(DocList list) =>
        [.. list.Items.ToArray().Select(static item => item.AsMap).OfType<DocMap>().Select(static item => new Toleration(item.DeepClone().Freeze()))];
}
