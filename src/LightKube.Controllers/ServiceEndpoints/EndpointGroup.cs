using LightKube.Api.Discovery.V1;

namespace LightKube.Controllers.ServiceEndpoints;

/// <summary>Endpoints that fit into the same slices: of one address type, with the same ports.</summary>
internal sealed record EndpointGroup(string AddressType, IReadOnlyList<TargetPort> Ports)
{
    public List<WantedEndpoint> Endpoints { get; } = [];

    /// <summary>True when the slice can hold this group's endpoints.</summary>
    public bool Fits(EndpointSlice slice) =>
        slice.AddressType == AddressType && Ports.ToHashSet().SetEquals(slice.Ports.Select(PortOf));

    public void FillPorts(EndpointSlice slice) => slice.Ports.ReplaceWith(Ports.Select(static port => new EndpointPort
    {
        Name = port.Name,
        Protocol = port.Protocol,
        Port = port.Port,
        AppProtocol = port.AppProtocol,
    }));

    private static TargetPort PortOf(EndpointPort port) => new(port.Name ?? "", port.Protocol ?? "TCP", port.Port ?? 0, port.AppProtocol);
}

/// <param name="Endpoint">The endpoint as it is to stand in a slice.</param>
/// <param name="ChangedAt">When what it stands for changed last; null when that is not known.</param>
internal sealed record WantedEndpoint(Endpoint Endpoint, DateTimeOffset? ChangedAt)
{
    /// <summary>By which an endpoint that is already in a slice is found again.</summary>
    public string Identity { get; } = IdentityOf(Endpoint);

    public static string IdentityOf(Endpoint endpoint) =>
        $"{endpoint.TargetRef.Uid}/{(endpoint.Addresses.Count > 0 ? endpoint.Addresses[0] : "")}";
}

/// <summary>Collects endpoints into groups.</summary>
internal sealed class EndpointGroups
{
    private readonly Dictionary<string, EndpointGroup> _groups = new(StringComparer.Ordinal);

    public IReadOnlyCollection<EndpointGroup> All => _groups.Values;

    public EndpointGroup Get(string addressType, IReadOnlyList<TargetPort> ports)
    {
        var key = $"{addressType} {string.Join(' ', ports.Select(static port => port.ToString()).Order(StringComparer.Ordinal))}";
        if (!_groups.TryGetValue(key, out var group))
            _groups.Add(key, group = new EndpointGroup(addressType, ports));
        return group;
    }
}
