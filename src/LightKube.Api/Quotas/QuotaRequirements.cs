using LightKube.Api.Core.V1;
using LightKube.Api.Views;

namespace LightKube.Api.Quotas;

/// <summary>What each container of a pod must say because a quota limits it.</summary>
public static class QuotaRequirements
{
    // The rest is new enough that upstream does not insist.
    private static readonly HashSet<string> Insisted = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

    /// <returns>Null when all is said, else <c>must specify limits.memory for: a,b; requests.cpu for: b</c>.</returns>
    public static string? Missing(ResourceQuota quota, PodSpec spec)
    {
        var parts = new List<string>();
        foreach (var name in quota.Spec.Hard.Keys.Where(Insisted.Contains).Order(StringComparer.Ordinal))
        {
            if (IsSaid(name, spec.Resources))
            {
                continue;
            }

            var silent = spec.Containers.Concat(spec.InitContainers).Where(container => !IsSaid(name, container.Resources))
                .Select(static container => container.Name).Distinct().Order(StringComparer.Ordinal).ToList();
            if (silent.Count > 0)
            {
                parts.Add($"{name} for: {string.Join(',', silent)}");
            }
        }

        return parts.Count == 0 ? null : "must specify " + string.Join("; ", parts);
    }

    private static bool IsSaid(string name, ResourceRequirements resources) => name.StartsWith("limits.", StringComparison.Ordinal)
        ? resources.Limits.ContainsKey(name["limits.".Length..])
        : resources.Requests.ContainsKey(name.StartsWith("requests.", StringComparison.Ordinal) ? name["requests.".Length..] : name);
}
