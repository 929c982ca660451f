using System.Net;
using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Api.Selectors;
using LightKube.Api.Views;
using LightKube.Client.Informers;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Which pods stand behind a Service, and which changes of a pod a Service must hear of.</summary>
internal static class ServicePods
{
    /// <summary>The Services whose selector picks the pod.</summary>
    public static IEnumerable<ObjectKey> ServicesSelecting(Pod pod, InformerSet informers) =>
        informers.Get<Service>().List(pod.Namespace)
            .Where(service => LabelMatch.Fits(service.Spec.Selector, pod.Metadata.Labels)).Select(static service => service.Key);

    /// <summary>True when the change of a pod can change an endpoint.</summary>
    public static bool Matters(Pod old, Pod current) =>
        old.Metadata.DeletionTimestamp is null != current.Metadata.DeletionTimestamp is null
        || old.IsReady() != current.IsReady()
        || old.IsTerminal() != current.IsTerminal()
        || old.Spec.NodeName != current.Spec.NodeName
        || !old.Status.PodIPs.SequenceEqual(current.Status.PodIPs, SameAddress.Instance)
        || new Labels(old) != new Labels(current);

    /// <summary>The pods that the Service selects and that can have endpoints.</summary>
    public static IEnumerable<Pod> Of(Service service, IReadOnlyList<Pod> podsOfNamespace) =>
        podsOfNamespace.Where(pod => LabelMatch.Fits(service.Spec.Selector, pod.Metadata.Labels) && !pod.IsTerminal());

    /// <summary>True when this controller makes the endpoints of the Service.</summary>
    public static bool IsOurs(Service service) => service.Spec.Selector.Count > 0 && service.Spec.Type != "ExternalName";

    public static bool IsHeadless(Service service) => service.Spec.ClusterIP == "None";

    /// <summary>The address types of the Service: <c>IPv4</c>, <c>IPv6</c> or both.</summary>
    public static IReadOnlyList<string> FamiliesOf(Service service)
    {
        if (service.Spec.IpFamilies.Count > 0)
            return [.. service.Spec.IpFamilies];
        return [IPAddress.TryParse(service.Spec.ClusterIP, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4"];
    }

    /// <summary>The pod's address of that type, or null.</summary>
    public static string? AddressOf(Pod pod, string family)
    {
        foreach (var candidate in pod.Status.PodIPs)
        {
            if (FamilyOf(candidate.Ip) == family)
                return candidate.Ip;
        }
        return pod.Status.PodIPs.Count == 0 && FamilyOf(pod.Status.PodIP) == family ? pod.Status.PodIP : null;
    }

    /// <summary>The address type of an address; null when it is none.</summary>
    public static string? FamilyOf(string address) => IPAddress.TryParse(address, out var parsed)
        ? parsed.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4"
        : null;

    private readonly record struct Labels(Api.Documents.Value Value)
    {
        public Labels(Pod pod)
            : this(pod.Metadata.Labels.Peek() is { } map ? map : default(Api.Documents.Value))
        {
        }
    }

    private sealed class SameAddress : IEqualityComparer<PodIP>
    {
        public static readonly SameAddress Instance = new();

        public bool Equals(PodIP? x, PodIP? y) => x?.Ip == y?.Ip;

        public int GetHashCode(PodIP obj) => obj.Ip.GetHashCode(StringComparison.Ordinal);
    }
}
