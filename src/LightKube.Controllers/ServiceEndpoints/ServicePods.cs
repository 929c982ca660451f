using System.Net;
using System.Net.Sockets;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Selectors;
using LightKube.Api.Views;
using LightKube.Client.Informers;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Which pods stand behind a Service, and which changes of a pod a Service must hear of.</summary>
internal static class ServicePods
{
    /// <summary>The Services whose selector picks the pod.</summary>
    public static IEnumerable<ObjectKey> ServicesSelecting(Pod pod, InformerSet informers)
    {
        var services = informers.Get<Service>().List(pod.Namespace);
        return services.Count == 0
            ? []
            : services.Where(service => LabelMatch.Fits(service.Spec.Selector, pod.Metadata.Labels)).Select(static service => service.Key);
    }

    /// <summary>True when the change of a pod can change an endpoint.</summary>
    public static bool Matters(Pod old, Pod current) => !IsSame(old, current) && Differ(old, current);

    // States share what did not change, so that this is most often seen without a look inside.
    private static bool IsSame(Pod old, Pod current) =>
        old.Map["spec"].Equals(current.Map["spec"]) && old.Map["status"].Equals(current.Map["status"])
        && Meta(old, "labels").Equals(Meta(current, "labels")) && Meta(old, "deletionTimestamp").Equals(Meta(current, "deletionTimestamp"));

    private static Value Meta(Pod pod, string key) => pod.Map.GetMap("metadata")?[key] ?? default;

    private static bool Differ(Pod old, Pod current) =>
        old.Metadata.DeletionTimestamp is null != current.Metadata.DeletionTimestamp is null
        || old.IsReady() != current.IsReady()
        || old.IsTerminal() != current.IsTerminal()
        || old.Spec.NodeName != current.Spec.NodeName
        || !ValueOf(old.Status.PodIPs.Peek()).Equals(ValueOf(current.Status.PodIPs.Peek()))
        || !ValueOf(old.Metadata.Labels.Peek()).Equals(ValueOf(current.Metadata.Labels.Peek()));

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

    private static Value ValueOf(DocMap? map) => map is null ? default(Value) : map;

    private static Value ValueOf(DocList? list) => list is null ? default(Value) : list;
}
