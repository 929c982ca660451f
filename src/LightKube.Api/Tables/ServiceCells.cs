using LightKube.Api.Core.V1;
using LightKube.Api.Documents;

namespace LightKube.Api.Tables;

internal static class ServiceCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("service.clusterip", (root, _) => CommonCells.OrNone(ClusterIP(new Service(root).Spec))),
        ("service.external", (root, _) => External(new Service(root))),
        ("service.ports", (root, _) => CommonCells.Joined(new Service(root).Spec.Ports.Select(Port))),
    ];

    private static string ClusterIP(ServiceSpec spec) => spec.ClusterIPs.Count > 0 ? spec.ClusterIPs[0] : spec.ClusterIP;

    private static Value External(Service service)
    {
        switch (service.Spec.Type)
        {
            case "ClusterIP" or "NodePort":
                return CommonCells.Joined(service.Spec.ExternalIPs);
            case "ExternalName":
                return CommonCells.OrNone(service.Spec.ExternalName);
            case "LoadBalancer":
                var addresses = service.Status.LoadBalancer.Ingress.Select(ingress => ingress.Ip.Length > 0 ? ingress.Ip : ingress.Hostname)
                    .Where(address => address.Length > 0).Concat(service.Spec.ExternalIPs).ToList();
                return addresses.Count > 0 ? string.Join(",", addresses) : "<pending>";
            default:
                return "<unknown>";
        }
    }

    private static string Port(ServicePort port) => port.NodePort > 0 ? $"{port.Port}:{port.NodePort}/{port.Protocol}" : $"{port.Port}/{port.Protocol}";
}
