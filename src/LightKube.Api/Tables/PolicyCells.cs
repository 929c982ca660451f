using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.FlowControl.V1;

namespace LightKube.Api.Tables;

/// <summary>Cells of quotas, flow control and aggregated APIs.</summary>
internal static class PolicyCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("quota.request", (root, _) => Quota(new ResourceQuota(root), limits: false)),
        ("quota.limit", (root, _) => Quota(new ResourceQuota(root), limits: true)),
        ("flow.missing", (root, _) => Missing(new FlowSchema(root))),
        ("claim.state", (root, _) => ClaimState(root)),
        ("apiservice.service", (root, _) => root.GetMap("spec")?.GetMap("service") is { } service ? $"{service.GetString("namespace")}/{service.GetString("name")}" : "Local"),
        ("apiservice.available", (root, _) => Available(root)),
    ];

    private static Value Quota(ResourceQuota quota, bool limits) => string.Join(", ", quota.Status.Hard
        .Where(hard => hard.Key.StartsWith("limits", StringComparison.Ordinal) == limits)
        .OrderBy(hard => hard.Key, StringComparer.Ordinal)
        .Select(hard => $"{hard.Key}: {quota.Status.Used[hard.Key]?.ToString() ?? "0"}/{quota.Status.Hard[hard.Key]?.ToString() ?? hard.Value}"));

    private static Value Missing(FlowSchema schema) =>
        schema.Status.Conditions.Find(condition => condition.Type == "Dangling")?.Status is { Length: > 0 } status ? status : "?";

    private static Value ClaimState(DocMap root)
    {
        var states = new List<string>();
        var status = root.GetMap("status");
        if (status?.GetMap("allocation") is not null)
        {
            states.Add("allocated");
        }

        if (CommonCells.Count(status, "reservedFor") > 0)
        {
            states.Add("reserved");
        }

        if (CommonCells.IsDeleting(root))
        {
            states.Add("deleted");
        }

        return states.Count == 0 ? "pending" : string.Join(",", states);
    }

    private static Value Available(DocMap root)
    {
        foreach (ref readonly var item in (root.GetMap("status")?.GetList("conditions") ?? new DocList()).Items)
        {
            if (item.AsMap is { } condition && condition.GetString("type") == "Available")
            {
                var status = condition.GetString("status") ?? "Unknown";
                return status == "True" ? status : $"{status} ({condition.GetString("reason")})";
            }
        }

        return "Unknown";
    }
}
