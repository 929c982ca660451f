using LightKube.Api.Core.V1;

namespace LightKube.Api.Defaulting;

internal static class ServiceDefaults
{
    private const int ClientAffinitySeconds = 10_800;

    public static void Apply(Service service)
    {
        var spec = service.Spec;
        if (!spec.IsPresent)
        {
            return;
        }

        if (spec.SessionAffinity == "ClientIP")
        {
            spec.SessionAffinityConfig.ClientIP.TimeoutSeconds ??= ClientAffinitySeconds;
        }

        foreach (var port in spec.Ports)
        {
            if (port.TargetPort is not { } target || target.Number == 0 || target.Text == "")
            {
                port.TargetPort = port.Port;
            }
        }

        var outside = spec.Type is "NodePort" or "LoadBalancer";
        if ((outside || (spec.Type == "ClusterIP" && spec.ExternalIPs.Count > 0)) && spec.ExternalTrafficPolicy.Length == 0)
        {
            spec.ExternalTrafficPolicy = "Cluster";
        }

        if (spec.Type is "ClusterIP" or "NodePort" or "LoadBalancer")
        {
            spec.InternalTrafficPolicy ??= "Cluster";
        }

        if (spec.Type == "LoadBalancer")
        {
            spec.AllocateLoadBalancerNodePorts ??= true;
        }
    }
}
