using LightKube.Api.Core.V1;
using LightKube.Api.Quantities;

namespace LightKube.Api.Quotas;

/// <summary>Writes usage into a quota's status.</summary>
public static class QuotaStatus
{
    /// <summary>A mutable copy whose status has the quota's <c>hard</c> and this usage of it.</summary>
    public static ResourceQuota With(ResourceQuota quota, IReadOnlyDictionary<string, Quantity> used)
    {
        var written = ResourceQuota.Over(quota.Map.DeepClone());
        var status = written.Status.Map;
        status.Remove("used");
        status.Set("hard", quota.Spec.Hard.Peek()?.DeepClone() ?? new Documents.DocMap());
        foreach (var name in quota.Spec.Hard.Keys)
        {
            written.Status.Used[name] = used.GetValueOrDefault(name);
        }

        return written;
    }
}
