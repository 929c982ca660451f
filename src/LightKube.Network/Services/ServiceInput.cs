using System.Net;
using LightKube.Network.Rules;

namespace LightKube.Network.Services;

/// <summary>What the proxy needs to know of a Service. Shapes are those of core/v1 ServiceSpec and ServiceStatus.</summary>
internal sealed record ServiceInput(string Namespace, string Name)
{
    /// <summary>Empty for a headless or an external-name service: nothing to translate.</summary>
    public IReadOnlyList<IPAddress> ClusterAddresses { get; init; } = [];

    public IReadOnlyList<IPAddress> ExternalAddresses { get; init; } = [];

    /// <summary>status.loadBalancer.ingress with an address and the mode VIP.</summary>
    public IReadOnlyList<IPAddress> LoadBalancerAddresses { get; init; } = [];

    /// <summary>spec.loadBalancerSourceRanges; empty: everyone.</summary>
    public IReadOnlyList<IPNetwork> SourceRanges { get; init; } = [];

    public bool InternalTrafficIsLocal { get; init; }

    public bool ExternalTrafficIsLocal { get; init; }

    /// <summary>sessionAffinityConfig.clientIP.timeoutSeconds; 0: no affinity.</summary>
    public int AffinitySeconds { get; init; }

    public IReadOnlyList<ServicePortInput> Ports { get; init; } = [];
}

/// <summary>A port of a Service. NodePort is 0 when it has none.</summary>
internal sealed record ServicePortInput(string Name, Transport Transport, ushort Port, ushort NodePort = 0);

/// <summary>What the proxy needs to know of an EndpointSlice. Shapes are those of discovery.k8s.io/v1.</summary>
internal sealed record SliceInput(IReadOnlyList<SlicePortInput> Ports, IReadOnlyList<SliceEndpointInput> Endpoints);

internal sealed record SlicePortInput(string Name, Transport Transport, ushort Port);

/// <summary>An endpoint with its conditions; ready includes endpoints of services that publish addresses that are not ready.</summary>
internal sealed record SliceEndpointInput(
    IReadOnlyList<IPAddress> Addresses, string? NodeName = null, bool Ready = true, bool Serving = true, bool Terminating = false);
