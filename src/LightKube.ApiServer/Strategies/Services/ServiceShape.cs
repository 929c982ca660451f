using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>What a service's type and fields make it need.</summary>
internal static class ServiceShape
{
    public const string NoAddress = "None";

    public static bool IsHeadless(Service service) => service.Spec.Type != "ExternalName" && service.Spec.ClusterIP == NoAddress;

    public static bool NeedsAddress(Service service) => service.Spec.Type != "ExternalName" && service.Spec.ClusterIP != NoAddress;

    public static bool NeedsNodePorts(Service service) =>
        service.Spec.Type == "NodePort" || (service.Spec.Type == "LoadBalancer" && service.Spec.AllocateLoadBalancerNodePorts != false);

    public static bool NeedsHealthPort(Service service) =>
        service.Spec.Type == "LoadBalancer" && service.Spec.ExternalTrafficPolicy == "Local";

    public static bool IsReachedFromOutside(Service service) =>
        service.Spec.Type is "NodePort" or "LoadBalancer" || (service.Spec.Type == "ClusterIP" && service.Spec.ExternalIPs.Count > 0);
}
