using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>The endpoints that a Service's pods make.</summary>
internal static class PodEndpoints
{
    private const string Zone = "topology.kubernetes.io/zone";

    /// <param name="service">The Service.</param>
    /// <param name="pods">The pods that it selects.</param>
    /// <param name="findNode">The node of that name, or null; for its zone.</param>
    public static IReadOnlyCollection<EndpointGroup> For(Service service, IEnumerable<Pod> pods, Func<string, Node?> findNode)
    {
        var groups = new EndpointGroups();
        var families = ServicePods.FamiliesOf(service);
        foreach (var pod in pods.OrderBy(static pod => pod.Name, StringComparer.Ordinal))
        {
            var ports = TargetPort.Of(service, pod);
            foreach (var family in families)
            {
                if (ServicePods.AddressOf(pod, family) is { } address)
                    groups.Get(family, ports).Endpoints.Add(new WantedEndpoint(Make(service, pod, address, findNode), ChangedAt(pod)));
            }
        }

        // A Service without endpoints still has one slice for each family, so that watchers see that it is known.
        foreach (var family in families.Where(family => groups.All.All(group => group.AddressType != family)))
            groups.Get(family, []);
        return groups.All;
    }

    private static Endpoint Make(Service service, Pod pod, string address, Func<string, Node?> findNode)
    {
        var endpoint = new Endpoint();
        endpoint.Addresses.Add(address);
        endpoint.Conditions.Ready = service.Spec.PublishNotReadyAddresses || (pod.IsReady() && !pod.IsBeingDeleted());
        endpoint.Conditions.Serving = pod.IsReady();
        endpoint.Conditions.Terminating = pod.IsBeingDeleted();
        endpoint.TargetRef = new ObjectReference { Kind = "Pod", Namespace = pod.Namespace, Name = pod.Name, Uid = pod.Metadata.Uid };
        if (pod.Spec.NodeName.Length > 0)
        {
            endpoint.NodeName = pod.Spec.NodeName;
            endpoint.Zone = findNode(pod.Spec.NodeName)?.Metadata.Labels[Zone];
        }
        if (HasHostname(service, pod))
            endpoint.Hostname = pod.Spec.Hostname;
        return endpoint;
    }

    /// <summary>True when DNS is to know the pod by its hostname within the Service.</summary>
    public static bool HasHostname(Service service, Pod pod) => pod.Spec.Hostname.Length > 0 && pod.Spec.Subdomain == service.Name;

    private static DateTimeOffset? ChangedAt(Pod pod) =>
        pod.Metadata.DeletionTimestamp is { } deleted
            ? deleted.AddSeconds(-(pod.Metadata.DeletionGracePeriodSeconds ?? 0))
            : pod.Condition("Ready")?.LastTransitionTime ?? pod.Metadata.CreationTimestamp;
}
