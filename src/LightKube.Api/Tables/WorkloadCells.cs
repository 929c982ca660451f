using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Selectors;

namespace LightKube.Api.Tables;

/// <summary>Cells of what runs pods from a template.</summary>
internal static class WorkloadCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("workload.ready", (root, _) => Ready(root)),
        ("workload.containers", (root, _) => CommonCells.Joined(Template(root).Containers.Select(container => container.Name))),
        ("workload.images", (root, _) => CommonCells.Joined(Template(root).Containers.Select(container => container.Image))),
        ("workload.selector", (root, _) => Selector(root.GetMap("spec")?.GetMap("selector"))),
        ("workload.labels", (root, _) => CommonCells.Labels(root.GetMap("spec")?.GetMap("selector"))),
        ("workload.nodeselector", (root, _) => CommonCells.Labels(Template(root).NodeSelector.Peek())),
        ("revision.controller", (root, _) => Controller(root)),
        ("pdb.min", (root, _) => root.GetMap("spec")?["minAvailable"] is { IsAbsentOrNull: false } min ? min.AsString ?? min.ToString() : "N/A"),
        ("pdb.max", (root, _) => root.GetMap("spec")?["maxUnavailable"] is { IsAbsentOrNull: false } max ? max.AsString ?? max.ToString() : "N/A"),
    ];

    /// <summary>A <c>meta/v1.LabelSelector</c> as text.</summary>
    public static string Selector(DocMap? selector)
    {
        try
        {
            return selector is null ? CommonCells.None : CommonCells.OrNone(LabelSelector.From(selector).ToString());
        }
        catch (SelectorException)
        {
            return "<error>";
        }
    }

    private static Value Ready(DocMap root) =>
        $"{root.GetMap("status")?["readyReplicas"].AsInt ?? 0}/{root.GetMap("spec")?["replicas"].AsInt ?? 1}";

    private static PodSpec Template(DocMap root) => new(root.GetMap("spec")?.GetMap("template")?.GetMap("spec") ?? new DocMap());

    private static Value Controller(DocMap root)
    {
        foreach (ref readonly var item in (root.GetMap("metadata")?.GetList("ownerReferences") ?? new DocList()).Items)
        {
            if (item.AsMap is { } owner && owner["controller"].AsBool == true)
            {
                var version = owner.GetString("apiVersion") ?? "";
                var slash = version.IndexOf('/', StringComparison.Ordinal);
                var kind = (owner.GetString("kind") ?? "").ToLowerInvariant();
                return $"{kind}{(slash > 0 ? "." + version[..slash] : "")}/{owner.GetString("name")}";
            }
        }

        return CommonCells.None;
    }
}
