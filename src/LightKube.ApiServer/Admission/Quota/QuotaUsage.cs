using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Quantities;
using LightKube.Api.Schemas;

namespace LightKube.ApiServer.Admission.Quota;

/// <summary>What one object takes from a quota, by the names that a quota's <c>hard</c> uses.</summary>
internal static class QuotaUsage
{
    /// <summary>Kinds that have a short name of their own beside <c>count/…</c>.</summary>
    private static readonly HashSet<string> Counted =
        ["pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas"];

    private static readonly HashSet<string> Computed = ["cpu", "memory", "ephemeral-storage"];

    public static Dictionary<string, Quantity> Of(Document document)
    {
        var usage = new Dictionary<string, Quantity>(StringComparer.Ordinal) { [CountOf(document.Schema)] = One };
        if (ReferenceEquals(document.Schema, Pod.Schema))
        {
            OfPod(document.As<Pod>(), usage);
        }
        else if (document.Schema.Group.Length == 0 && Counted.Contains(document.Schema.Plural))
        {
            usage[document.Schema.Plural] = One;
        }

        if (ReferenceEquals(document.Schema, Service.Schema))
        {
            OfService(document.As<Service>(), usage);
        }
        else if (ReferenceEquals(document.Schema, PersistentVolumeClaim.Schema))
        {
            OfClaim(document.As<PersistentVolumeClaim>(), usage);
        }

        return usage;
    }

    private static Quantity One => Quantity.FromUnits(1);

    public static string CountOf(KindSchema kind) => "count/" + kind.GroupResource;

    /// <summary>True for a resource that every pod under such a quota must say how much of it wants.</summary>
    public static bool MustBeGiven(string resource) =>
        Computed.Contains(resource) || resource is "requests.cpu" or "requests.memory" or "limits.cpu" or "limits.memory";

    private static void OfPod(Pod pod, Dictionary<string, Quantity> usage)
    {
        // A pod that has ended takes nothing but its place in the list of objects.
        if (pod.Status.Phase is "Succeeded" or "Failed")
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

    private static void OfService(Service service, Dictionary<string, Quantity> usage)
    {
        var ports = Quantity.FromUnits(service.Spec.Ports.Count);
        if (service.Spec.Type == "NodePort")
        {
            usage["services.nodeports"] = ports;
        }
        else if (service.Spec.Type == "LoadBalancer")
        {
            usage["services.loadbalancers"] = One;
            if (service.Spec.AllocateLoadBalancerNodePorts != false)
            {
                usage["services.nodeports"] = ports;
            }
        }
    }

    private static void OfClaim(PersistentVolumeClaim claim, Dictionary<string, Quantity> usage)
    {
        var storage = claim.Spec.Resources.Requests["storage"] ?? Quantity.Zero;
        usage["requests.storage"] = storage;
        if (claim.Spec.StorageClassName is { Length: > 0 } name)
        {
            usage[$"{name}.storageclass.storage.k8s.io/requests.storage"] = storage;
            usage[$"{name}.storageclass.storage.k8s.io/persistentvolumeclaims"] = One;
        }
    }
}
