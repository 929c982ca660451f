using LightKube.Api.Core.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Controllers.Pods;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>The Endpoints object of a Service: what older clients read in place of slices.</summary>
internal static class EndpointsPlan
{
    /// <param name="service">The Service.</param>
    /// <param name="pods">The pods that it selects.</param>
    /// <param name="present">The object there is, or null.</param>
    public static Endpoints For(Service service, IEnumerable<Pod> pods, Endpoints? present)
    {
        var planned = present?.MutableCopy() ?? new Endpoints();
        planned.Metadata.Name = service.Name;
        planned.Metadata.Namespace = service.Namespace;
        SetLabels(service, planned);

        var family = ServicePods.FamiliesOf(service)[0];
        var served = pods.Where(pod => service.Spec.PublishNotReadyAddresses || !pod.IsBeingDeleted())
            .Select(pod => (Pod: pod, Address: ServicePods.AddressOf(pod, family)))
            .Where(static one => one.Address is not null)
            .OrderBy(static one => one.Address, StringComparer.Ordinal).ToList();
        SetAnnotations(planned, served.Select(static one => one.Pod).ToList(), served.Count > EndpointLimits.PerEndpoints);

        planned.Subsets.Clear();
        var groups = served.Take(EndpointLimits.PerEndpoints)
            .Select(one => (one.Pod, Address: one.Address!, Ports: TargetPort.Of(service, one.Pod)))
            .Where(one => one.Ports.Count > 0 || service.Spec.Ports.Count == 0)
            .GroupBy(static one => string.Join(' ', one.Ports)).OrderBy(static group => group.Key, StringComparer.Ordinal);
        foreach (var group in groups)
            FillSubset(service, planned.Subsets.AddNew(), group);
        return planned;
    }

    private static void FillSubset(
        Service service, EndpointSubset subset, IEnumerable<(Pod Pod, string Address, List<TargetPort> Ports)> members)
    {
        foreach (var (pod, address, ports) in members)
        {
            var ready = service.Spec.PublishNotReadyAddresses || pod.IsReady();
            var entry = (ready ? subset.Addresses : subset.NotReadyAddresses).AddNew();
            entry.Ip = address;
            entry.Hostname = PodEndpoints.HasHostname(service, pod) ? pod.Spec.Hostname : "";
            entry.NodeName = pod.Spec.NodeName.Length > 0 ? pod.Spec.NodeName : null;
            entry.TargetRef = new ObjectReference { Kind = "Pod", Namespace = pod.Namespace, Name = pod.Name, Uid = pod.Metadata.Uid };
            if (subset.Ports.Count == 0)
                AddPorts(subset, ports);
        }
    }

    private static void AddPorts(EndpointSubset subset, List<TargetPort> ports)
    {
        foreach (var port in ports)
            subset.Ports.Add(new EndpointPort { Name = port.Name, Port = port.Port, Protocol = port.Protocol, AppProtocol = port.AppProtocol });
    }

    private static void SetLabels(Service service, Endpoints planned)
    {
        planned.Metadata.Labels.Clear();
        foreach (var (key, value) in service.Metadata.Labels)
            planned.Metadata.Labels[key] = value;
        planned.Metadata.Labels[EndpointLabels.Headless] = ServicePods.IsHeadless(service) ? "" : null;
        planned.Metadata.Labels[EndpointLabels.EndpointsManagedBy] = EndpointLabels.EndpointsController;
    }

    private static void SetAnnotations(Endpoints planned, List<Pod> pods, bool isOverCapacity)
    {
        var latest = pods.Max(static pod => pod.Condition("Ready")?.LastTransitionTime);
        if (latest is { } changed)
            planned.Metadata.Annotations[EndpointLabels.TriggerTime] = ViewScalars.FormatTime(changed);
        if (isOverCapacity || planned.Metadata.Annotations[EndpointLabels.OverCapacity] is not null)
            planned.Metadata.Annotations[EndpointLabels.OverCapacity] = isOverCapacity ? "truncated" : null;
    }
}
