using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Quantities;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;

namespace LightKube.ApiServer.Admission.Quota;

/// <summary>
/// The ResourceQuotas of a namespace. What a new object takes is written into the quota's status, against its version, before the object is
/// stored; so no two writes take the same place, on whichever server they come.
/// </summary>
/// <param name="objects">What is stored.</param>
/// <param name="client">With the rights of the server itself; asked for when it is needed, as it writes through admission in turn.</param>
/// <remarks>docs/decisions/072: what a quota says is used is counted anew only when it seems to be full.</remarks>
public sealed class ResourceQuotaAdmission(IObjectReader objects, Func<IClient> client) : IAdmissionPlugin
{
    /// <summary>Others write the same quota at the same time; the wait for them is one write each.</summary>
    private const int Attempts = 20;

    public string Name => "ResourceQuota";

    public bool Handles(AdmissionRequest request) =>
        request is { Verb: AdmissionVerb.Create or AdmissionVerb.Update, Subresource: "", Namespace.Length: > 0, Object: not null }
        && (request.Verb == AdmissionVerb.Create || ReferenceEquals(request.Kind, PersistentVolumeClaim.Schema) || ReferenceEquals(request.Kind, Service.Schema));

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        foreach (var quota in objects.List<ResourceQuota>(request.Namespace).ToList())
        {
            var change = Change(request, quota);
            if (change.Count > 0)
            {
                await ChargeAsync(request, quota, change, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What the write takes of the resources that the quota limits.</summary>
    private static Dictionary<string, Quantity> Change(AdmissionRequest request, ResourceQuota quota)
    {
        var change = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        if (!QuotaScope.Covers(quota, request.Object!))
        {
            return change;
        }

        var hard = quota.Spec.Hard;
        var usage = QuotaUsage.Of(request.Object!);
        if (ReferenceEquals(request.Kind, Pod.Schema))
        {
            ThrowIfUnsaid(request, quota, usage);
        }

        var before = request.Old is { } old ? QuotaUsage.Of(old) : [];
        foreach (var (name, quantity) in usage)
        {
            var more = quantity - before.GetValueOrDefault(name);
            if (more.Sign > 0 && hard.ContainsKey(name))
            {
                change[name] = more;
            }
        }

        return change;
    }

    private static void ThrowIfUnsaid(AdmissionRequest request, ResourceQuota quota, Dictionary<string, Quantity> usage)
    {
        var missing = quota.Spec.Hard.Keys.Where(name => QuotaUsage.MustBeGiven(name) && !usage.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            var containers = string.Join(",", request.Object!.As<Pod>().Spec.Containers.Select(container => container.Name));
            throw request.Forbid($"failed quota: {quota.Name}: must specify {string.Join("; ", missing.Select(name => $"{name} for: {containers}"))}");
        }
    }

    private async Task ChargeAsync(AdmissionRequest request, ResourceQuota quota, Dictionary<string, Quantity> change, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            var used = Used(quota, change.Keys);
            if (Exceeded(quota, used, change).Count > 0)
            {
                // Some of what the status counts may be gone.
                used = Recount(quota);
                ThrowIfExceeded(request, quota, used, change);
            }

            if (request.DryRun)
            {
                return;
            }

            try
            {
                await client().UpdateStatusAsync(Charged(quota, used, change), cancel).ConfigureAwait(false);
                return;
            }
            catch (ApiException e) when (e.IsConflict && attempt < Attempts)
            {
                quota = await client().GetAsync<ResourceQuota>(quota.Key, cancel).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                return;
            }
        }
    }

    /// <summary>What the status says is used; counted when it does not say so yet.</summary>
    private Dictionary<string, Quantity> Used(ResourceQuota quota, IEnumerable<string> names) =>
        names.All(quota.Status.Used.ContainsKey) ? PodAmounts.Of(quota.Status.Used) : Recount(quota);

    private Dictionary<string, Quantity> Recount(ResourceQuota quota)
    {
        var used = quota.Spec.Hard.Keys.ToDictionary(name => name, _ => Quantity.Zero, StringComparer.Ordinal);
        foreach (var kind in Api.Schemas.BuiltIn.Kinds.Where(kind => kind.Namespaced && kind.Served))
        {
            if (!Concerns(quota, kind))
            {
                continue;
            }

            foreach (var document in objects.List(kind, quota.Namespace).Where(document => QuotaScope.Covers(quota, document)))
            {
                foreach (var (name, quantity) in QuotaUsage.Of(document))
                {
                    if (used.TryGetValue(name, out var sum))
                    {
                        used[name] = sum + quantity;
                    }
                }
            }
        }

        return used;
    }

    private static bool Concerns(ResourceQuota quota, Api.Schemas.KindSchema kind) =>
        quota.Spec.Hard.ContainsKey(QuotaUsage.CountOf(kind))
        || (kind.Group.Length == 0 && (kind.Plural is "pods" or "services" or "persistentvolumeclaims" || quota.Spec.Hard.ContainsKey(kind.Plural)));

    private static List<string> Exceeded(ResourceQuota quota, Dictionary<string, Quantity> used, Dictionary<string, Quantity> change) =>
        [.. change.Keys.Where(name => quota.Spec.Hard[name] is { } hard && used.GetValueOrDefault(name) + change[name] > hard).Order(StringComparer.Ordinal)];

    private static void ThrowIfExceeded(AdmissionRequest request, ResourceQuota quota, Dictionary<string, Quantity> used, Dictionary<string, Quantity> change)
    {
        var names = Exceeded(quota, used, change);
        if (names.Count > 0)
        {
            throw request.Forbid(
                $"exceeded quota: {quota.Name}, requested: {List(names, name => change[name])}, used: {List(names, name => used.GetValueOrDefault(name))}, limited: {List(names, name => quota.Spec.Hard[name]!.Value)}");
        }
    }

    private static string List(IEnumerable<string> names, Func<string, Quantity> amount) =>
        string.Join(",", names.Select(name => $"{name}={amount(name)}"));

    private static ResourceQuota Charged(ResourceQuota quota, Dictionary<string, Quantity> used, Dictionary<string, Quantity> change)
    {
        var charged = quota.MutableCopy();
        charged.Status.Map.Set("hard", quota.Spec.Hard.Peek()!.DeepClone());
        foreach (var name in quota.Spec.Hard.Keys)
        {
            charged.Status.Used[name] = used.GetValueOrDefault(name) + change.GetValueOrDefault(name);
        }

        return charged;
    }
}
