using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Pods;
using LightKube.Api.Quantities;
using LightKube.Api.Quotas;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;

namespace LightKube.ApiServer.Admission.Quota;

/// <summary>
/// The ResourceQuotas of a namespace. What a new object takes is written into the quota's status, against its version, before the object is
/// stored; so no two writes take the same place, on whichever server they come.
/// </summary>
/// <param name="objects">What is stored.</param>
/// <param name="kinds">All kinds that are served.</param>
/// <param name="client">With the rights of the server itself; asked for when it is needed, as it writes through admission in turn.</param>
/// <param name="time">The clock.</param>
/// <remarks>docs/decisions/072: what is used is charged here and counted anew by the quota controller.</remarks>
public sealed class ResourceQuotaAdmission(IObjectReader objects, Func<IEnumerable<KindSchema>> kinds, Func<IClient> client, TimeProvider time) : IAdmissionPlugin
{
    /// <summary>The controller and other servers write the same quota; the wait for them is one write each.</summary>
    private const int Attempts = 20;

    private readonly NamespaceLocks _locks = new();

    public string Name => "ResourceQuota";

    public bool Handles(AdmissionRequest request)
    {
        if (request.Namespace.Length == 0 || request.Object is null)
        {
            return false;
        }

        return request.Verb switch
        {
            AdmissionVerb.Create => request.Subresource.Length == 0,
            AdmissionVerb.Update => request.IsFor(PersistentVolumeClaim.Schema) || request.IsFor(Service.Schema)
                || (ReferenceEquals(request.Kind, Pod.Schema) && request.Subresource == "resize"),
            _ => false,
        };
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var charges = Charges(request);
        if (charges.Count == 0)
        {
            return;
        }

        using (await _locks.TakeAsync(request.Namespace, cancel).ConfigureAwait(false))
        {
            // Nothing is charged to one quota for a write that another one refuses.
            foreach (var charge in charges)
            {
                if (objects.Find<ResourceQuota>(request.Namespace, charge.Quota.Name) is { } quota)
                {
                    ThrowIfExceeded(request, quota, Used(quota), charge.Change);
                }
            }

            foreach (var charge in request.DryRun ? [] : charges)
            {
                await ChargeAsync(request, charge, cancel).ConfigureAwait(false);
            }
        }
    }

    private List<QuotaCharge> Charges(AdmissionRequest request)
    {
        var quotas = objects.List(ResourceQuota.Schema, request.Namespace);
        if (quotas.Count == 0)
        {
            return [];
        }

        var charges = new List<QuotaCharge>();
        foreach (var document in quotas)
        {
            var quota = document.As<ResourceQuota>();
            if (!QuotaScope.Covers(quota, request.Object!))
            {
                continue;
            }

            if (ReferenceEquals(request.Kind, Pod.Schema) && QuotaRequirements.Missing(quota, request.Object!.As<Pod>().Spec) is { } missing)
            {
                throw request.Forbid($"failed quota: {quota.Name}: {missing}");
            }

            if (QuotaCharge.For(quota, request.Object!, request.Old, time.GetUtcNow()) is { } charge)
            {
                charges.Add(charge);
            }
        }

        return charges;
    }

    private async Task ChargeAsync(AdmissionRequest request, QuotaCharge charge, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (objects.Find<ResourceQuota>(request.Namespace, charge.Quota.Name) is not { } quota)
            {
                return;
            }

            var used = Used(quota);
            ThrowIfExceeded(request, quota, used, charge.Change);
            foreach (var (name, quantity) in charge.Change)
            {
                used[name] = used.GetValueOrDefault(name) + quantity;
            }

            try
            {
                await client().UpdateStatusAsync(QuotaStatus.With(quota, used), cancel).ConfigureAwait(false);
                return;
            }
            catch (ApiException e) when (e.IsConflict && attempt < Attempts)
            {
                // Another writer was faster: with what it wrote, the same again.
            }
            catch (ApiException e) when (e.IsNotFound)
            {
                return;
            }
        }
    }

    /// <summary>What the status says is used; counted when it does not say so yet.</summary>
    private Dictionary<string, Quantity> Used(ResourceQuota quota) => quota.Spec.Hard.Keys.All(quota.Status.Used.ContainsKey)
        ? PodAmounts.Of(quota.Status.Used)
        : QuotaTally.Count(quota, kinds(), kind => objects.List(kind, quota.Namespace), time.GetUtcNow());

    private static void ThrowIfExceeded(AdmissionRequest request, ResourceQuota quota, Dictionary<string, Quantity> used, Dictionary<string, Quantity> change)
    {
        var names = change.Keys.Where(name => quota.Spec.Hard[name] is { } hard && used.GetValueOrDefault(name) + change[name] > hard)
            .Order(StringComparer.Ordinal).ToList();
        if (names.Count > 0)
        {
            throw request.Forbid(
                $"exceeded quota: {quota.Name}, requested: {List(names, name => change[name])}, used: {List(names, name => used.GetValueOrDefault(name))}, limited: {List(names, name => quota.Spec.Hard[name]!.Value)}");
        }
    }

    private static string List(IEnumerable<string> names, Func<string, Quantity> amount) =>
        string.Join(",", names.Select(name => $"{name}={amount(name)}"));
}
