namespace LightKube.Network.Cni;

/// <summary>Where the runtime looks for its network configuration, and how pods are attached.</summary>
public sealed record CniOptions
{
    /// <summary>The directory that the runtime reads, for its own runtime: <c>DATA/cni/net.d</c>.</summary>
    public required string ConfigurationDirectory { get; init; }

    /// <summary>Where the address allocator keeps what it gave out; must survive a restart.</summary>
    public required string AddressDirectory { get; init; }

    /// <summary>The MTU of pod interfaces; 0: the kernel's choice.</summary>
    public int Mtu { get; init; }
}
