using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>An update that leaves out what the server gave means to keep it; one that changes the type gives up what the new type has no use for.</summary>
internal static class ServiceCarryOver
{
    public static void Apply(Service service, Service old)
    {
        KeepAddresses(service, old);
        if (ServiceShape.NeedsNodePorts(service) && ServiceShape.NeedsNodePorts(old))
        {
            KeepPorts(service, old);
        }

        if (ServiceShape.NeedsHealthPort(service) && ServiceShape.NeedsHealthPort(old) && service.Spec.HealthCheckNodePort == 0)
        {
            service.Spec.HealthCheckNodePort = old.Spec.HealthCheckNodePort;
        }

        DropUnused(service, old);
    }

    private static void KeepAddresses(Service service, Service old)
    {
        var spec = service.Spec;
        if (service.Spec.Type == "ExternalName" || old.Spec.Type == "ExternalName")
        {
            return;
        }

        if (spec.ClusterIP.Length == 0 && spec.ClusterIPs.Count == 0)
        {
            spec.ClusterIP = old.Spec.ClusterIP;
            spec.Map.Set("clusterIPs", old.Spec.Field("clusterIPs").DeepClone());
        }
        else if (spec.ClusterIPs.Count == 0 && spec.ClusterIP == old.Spec.ClusterIP)
        {
            spec.Map.Set("clusterIPs", old.Spec.Field("clusterIPs").DeepClone());
        }

        if (spec.IpFamilyPolicy is null)
        {
            spec.IpFamilyPolicy = old.Spec.IpFamilyPolicy;
        }

        if (spec.IpFamilies.Count == 0)
        {
            spec.Map.Set("ipFamilies", old.Spec.Field("ipFamilies").DeepClone());
        }
    }

    private static void KeepPorts(Service service, Service old)
    {
        var taken = service.Spec.Ports.Select(port => port.NodePort).Where(port => port > 0).ToHashSet();
        foreach (var port in service.Spec.Ports)
        {
            var before = old.Spec.Ports.Find(item => item.Port == port.Port && item.Protocol == port.Protocol)
                ?? (port.Name.Length > 0 ? old.Spec.Ports.Find(item => item.Name == port.Name) : null);
            if (port.NodePort == 0 && before is { NodePort: > 0 } && taken.Add(before.NodePort))
            {
                port.NodePort = before.NodePort;
            }
        }
    }

    private static void DropUnused(Service service, Service old)
    {
        var spec = service.Spec;
        if (spec.Type == "ExternalName" && old.Spec.Type != "ExternalName" && Same(service, old, "clusterIP"))
        {
            foreach (var key in new[] { "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy" })
            {
                spec.Map.Remove(key);
            }
        }

        if (!ServiceShape.NeedsNodePorts(service) && ServiceShape.NeedsNodePorts(old))
        {
            foreach (var port in spec.Ports)
            {
                // Left as it was it was not meant; a changed one is an error that validation tells.
                if (old.Spec.Ports.Any(before => before.NodePort == port.NodePort))
                {
                    port.NodePort = 0;
                }
            }
        }

        if (!ServiceShape.NeedsHealthPort(service) && spec.HealthCheckNodePort == old.Spec.HealthCheckNodePort)
        {
            spec.HealthCheckNodePort = 0;
        }

        if (spec.Type != "LoadBalancer" && old.Spec.Type == "LoadBalancer")
        {
            DropIfSame(service, old, "allocateLoadBalancerNodePorts");
            DropIfSame(service, old, "loadBalancerClass");
        }

        if (!ServiceShape.IsReachedFromOutside(service))
        {
            DropIfSame(service, old, "externalTrafficPolicy");
        }
    }

    private static bool Same(Service service, Service old, string key) => service.Spec.Field(key).Equals(old.Spec.Field(key)) || service.Spec.Field(key).IsAbsentOrNull;

    private static void DropIfSame(Service service, Service old, string key)
    {
        if (service.Spec.Field(key).Equals(old.Spec.Field(key)))
        {
            service.Spec.Map.Remove(key);
        }
    }
}
