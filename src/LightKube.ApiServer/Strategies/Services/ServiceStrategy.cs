using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>Services: cluster addresses and node ports are given here, and kept through updates that do not mention them.</summary>
public sealed class ServiceStrategy(ServiceNetwork network) : DefaultStrategy(Service.Schema)
{
    private const int DefaultAffinitySeconds = 3 * 60 * 60;

    private readonly ServiceAllocation _allocation = new(network);

    public override void SetDefaults(Document document)
    {
        var service = document.As<Service>();
        var spec = service.Spec;
        if (spec.Type.Length == 0)
        {
            spec.Type = "ClusterIP";
        }

        if (spec.SessionAffinity == "ClientIP")
        {
            spec.SessionAffinityConfig.ClientIP.TimeoutSeconds ??= DefaultAffinitySeconds;
        }
        else
        {
            spec.SessionAffinity = "None";
            spec.SessionAffinityConfig.Remove();
        }

        foreach (var port in spec.Ports)
        {
            if (port.TargetPort is null or { Number: 0 } or { Text: "" })
            {
                port.TargetPort = port.Port;
            }
        }

        if (ServiceShape.IsReachedFromOutside(service))
        {
            spec.ExternalTrafficPolicy = spec.ExternalTrafficPolicy.Length > 0 ? spec.ExternalTrafficPolicy : "Cluster";
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

    protected override void OnCreate(Document document)
    {
        document.Root.GetOrAddMap("status").Set("loadBalancer", new DocMap());
        var service = document.As<Service>();
        SyncAddresses(service);
        _allocation.Allocate(document, service, null);
    }

    protected override void OnUpdate(Document document, Document old)
    {
        var service = document.As<Service>();
        ServiceCarryOver.Apply(service, old.As<Service>());
        SyncAddresses(service);
        _allocation.Allocate(document, service, old.As<Service>());
    }

    public override void Abandon(Document document, Document? old) => network.Release(document.As<Service>(), old?.As<Service>());

    protected override void ValidateObject(Document document, FieldErrors errors) => ServiceRules.Validate(document.As<Service>(), network, errors);

    // clusterIP is the first of clusterIPs; either may be given.
    private static void SyncAddresses(Service service)
    {
        var spec = service.Spec;
        if (spec.ClusterIP.Length > 0 && spec.ClusterIPs.Count == 0)
        {
            spec.ClusterIPs.Add(spec.ClusterIP);
        }
        else if (spec.ClusterIP.Length == 0 && spec.ClusterIPs.Count > 0)
        {
            spec.ClusterIP = spec.ClusterIPs[0];
        }
    }
}
