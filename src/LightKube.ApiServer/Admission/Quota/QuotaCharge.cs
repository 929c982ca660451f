using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;
using LightKube.Api.Quotas;

namespace LightKube.ApiServer.Admission.Quota;

/// <summary>What a write takes of one quota.</summary>
/// <param name="Quota">As it was when the write came.</param>
/// <param name="Change">Only what the quota limits and the write increases.</param>
internal sealed record QuotaCharge(ResourceQuota Quota, Dictionary<string, Quantity> Change)
{
    /// <returns>Null when the write takes nothing.</returns>
    public static QuotaCharge? For(ResourceQuota quota, Document next, Document? old, DateTimeOffset now)
    {
        var before = old is null ? [] : QuotaUsage.Of(old, now);
        Dictionary<string, Quantity>? change = null;
        foreach (var (name, quantity) in QuotaUsage.Of(next, now))
        {
            var more = quantity - before.GetValueOrDefault(name);
            if (more.Sign > 0 && quota.Spec.Hard.ContainsKey(name))
            {
                (change ??= new Dictionary<string, Quantity>(StringComparer.Ordinal))[name] = more;
            }
        }

        return change is null ? null : new QuotaCharge(quota, change);
    }
}
