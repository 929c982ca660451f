using LightKube.Api.Core.V1;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>A port under which a pod serves one of a Service's ports.</summary>
internal readonly record struct TargetPort(string Name, string Protocol, int Port, string? AppProtocol)
{
    /// <summary>The ports of the pod for the Service; one whose target name the pod does not have is left out.</summary>
    public static List<TargetPort> Of(Service service, Pod pod)
    {
        var ports = new List<TargetPort>(service.Spec.Ports.Count);
        foreach (var port in service.Spec.Ports)
        {
            if (Find(port, pod) is { } number)
                ports.Add(new TargetPort(port.Name, ProtocolOf(port.Protocol), number, port.AppProtocol));
        }
        return ports;
    }

    private static int? Find(ServicePort port, Pod pod)
    {
        var target = port.TargetPort ?? port.Port;
        if (target.Text is not { } name)
            return target.Number is { } number and not 0 ? number : port.Port;
        var containers = pod.Spec.Containers.Concat(pod.Spec.InitContainers.Where(static container => container.RestartPolicy == "Always"));
        foreach (var candidate in containers.SelectMany(static container => container.Ports))
        {
            if (candidate.Name == name && ProtocolOf(candidate.Protocol) == ProtocolOf(port.Protocol))
                return candidate.ContainerPortValue;
        }
        return null;
    }

    private static string ProtocolOf(string protocol) => protocol.Length > 0 ? protocol : "TCP";
}
