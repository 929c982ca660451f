using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Pods;
using LightKube.Api.Quantities;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using ResourceClaim = LightKube.Api.Resource.V1.ResourceClaim;

namespace LightKube.Api.Quotas;

/// <summary>What one object takes from a quota, by the names that a quota's <c>hard</c> uses.</summary>
public static class QuotaUsage
{
    /// <summary>A claim for all devices of a class counts as the most that one claim can get; upstream's bound.</summary>
    private const int MaxDevices = 32;

    /// <summary>Kinds that have a short name of their own beside <c>count/…</c>.</summary>
    private static readonly HashSet<string> Counted =
        ["pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas"];

    private static readonly HashSet<string> Computed = ["cpu", "memory", "ephemeral-storage"];

    private static Quantity One => Quantity.FromUnits(1);

    public static string CountOf(KindSchema kind) => "count/" + kind.GroupResource;

    /// <summary>True for kinds that take more than a place in a count: their whole objects are needed to tell what they use.</summary>
    public static bool NeedsContent(KindSchema kind) =>
        ReferenceEquals(kind, Pod.Schema) || ReferenceEquals(kind, Service.Schema) || ReferenceEquals(kind, PersistentVolumeClaim.Schema)
        || ReferenceEquals(kind, ResourceClaim.Schema);

    /// <summary>True when objects of that kind can use what the quota limits.</summary>
    public static bool Concerns(ResourceQuota quota, KindSchema kind) =>
        NeedsContent(kind) || quota.Spec.Hard.ContainsKey(CountOf(kind)) || (kind.Group.Length == 0 && Counted.Contains(kind.Plural) && quota.Spec.Hard.ContainsKey(kind.Plural));

    /// <param name="document">Whole, or for kinds without <see cref="NeedsContent"/> its metadata.</param>
    /// <param name="now">A pod that should have ended by now takes nothing.</param>
    public static Dictionary<string, Quantity> Of(Document document, DateTimeOffset now)
    {
        var usage = new Dictionary<string, Quantity>(StringComparer.Ordinal) { [CountOf(document.Schema)] = One };
        if (ReferenceEquals(document.Schema, Pod.Schema))
        {
            OfPod(document.As<Pod>(), now, usage);
            return usage;
        }

        if (document.Schema.Group.Length == 0 && Counted.Contains(document.Schema.Plural))
        {
            usage[document.Schema.Plural] = One;
        }

        if (ReferenceEquals(document.Schema, Service.Schema))
        {
            OfService(document.As<Service>(), usage);
        }
        else if (ReferenceEquals(document.Schema, PersistentVolumeClaim.Schema))
        {
            OfVolumeClaim(document.As<PersistentVolumeClaim>(), usage);
        }
        else if (ReferenceEquals(document.Schema, ResourceClaim.Schema))
        {
            OfDeviceClaim(document.As<ResourceClaim>(), usage);
        }

        return usage;
    }

    private static void OfPod(Pod pod, DateTimeOffset now, Dictionary<string, Quantity> usage)
    {
        // A pod that has ended takes nothing but its place in the list of objects.
        if (pod.Status.Phase is "Succeeded" or "Failed" || IsOverdue(pod, now))
        {
            return;
        }

        usage["pods"] = One;
        foreach (var (name, quantity) in PodAmounts.Requests(pod.Spec))
        {
            usage["requests." + name] = quantity;
            if (Computed.Contains(name) || name.StartsWith("hugepages-", StringComparison.Ordinal))
            {
                usage[name] = quantity;
            }
        }

        foreach (var (name, quantity) in PodAmounts.Limits(pod.Spec))
        {
            usage["limits." + name] = quantity;
        }
    }

    // Its node may be lost for good; the quota must not wait for that.
    private static bool IsOverdue(Pod pod, DateTimeOffset now) =>
        pod.Metadata.DeletionTimestamp is { } end && now > end.AddSeconds(pod.Metadata.DeletionGracePeriodSeconds ?? 0);

    private static void OfService(Service service, Dictionary<string, Quantity> usage)
    {
        if (service.Spec.Type == "NodePort")
        {
            usage["services.nodeports"] = Quantity.FromUnits(service.Spec.Ports.Count);
        }
        else if (service.Spec.Type == "LoadBalancer")
        {
            usage["services.loadbalancers"] = One;
            usage["services.nodeports"] = Quantity.FromUnits(service.Spec.AllocateLoadBalancerNodePorts != false
                ? service.Spec.Ports.Count
                : service.Spec.Ports.Count(static port => port.NodePort != 0));
        }
    }

    private static void OfVolumeClaim(PersistentVolumeClaim claim, Dictionary<string, Quantity> usage)
    {
        var className = claim.Metadata.Annotations["volume.beta.kubernetes.io/storage-class"] ?? claim.Spec.StorageClassName ?? "";
        if (className.Length > 0)
        {
            usage[className + ".storageclass.storage.k8s.io/persistentvolumeclaims"] = One;
        }

        if (claim.Spec.Resources.Requests["storage"] is not { } storage)
        {
            return;
        }

        // While a volume is resized, the larger size counts.
        if (claim.Status.AllocatedResources["storage"] is { } allocated && allocated > storage)
        {
            storage = allocated;
        }

        usage["requests.storage"] = storage;
        if (className.Length > 0)
        {
            usage[className + ".storageclass.storage.k8s.io/requests.storage"] = storage;
        }
    }

    private static void OfDeviceClaim(ResourceClaim claim, Dictionary<string, Quantity> usage)
    {
        foreach (var request in claim.Spec.Devices.Requests)
        {
            var most = new Dictionary<string, long>(StringComparer.Ordinal);
            if (request.Exactly.IsPresent)
            {
                most[request.Exactly.DeviceClassName] = Devices(request.Exactly.AllocationMode, request.Exactly.Count);
            }

            // Any of the alternatives may be taken: each class counts with the most that it can lose.
            foreach (var alternative in request.FirstAvailable)
            {
                most[alternative.DeviceClassName] = Math.Max(most.GetValueOrDefault(alternative.DeviceClassName), Devices(alternative.AllocationMode, alternative.Count));
            }

            foreach (var (className, count) in most)
            {
                var name = className + ".deviceclass.resource.k8s.io/devices";
                usage[name] = usage.GetValueOrDefault(name) + Quantity.FromUnits(count);
            }
        }
    }

    private static long Devices(string mode, long count) => mode == "All" ? MaxDevices : Math.Max(1, count);
}
