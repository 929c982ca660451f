using System.Net;

namespace LightKube.Configuration;

/// <summary>Addresses of a network.</summary>
internal static class NetworkAddresses
{
    /// <summary>The first address after that of the network itself.</summary>
    internal static IPAddress FirstAddress(this IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        // A network's own address ends with zero bits, so that nothing carries.
        bytes[^1] |= 1;
        return new IPAddress(bytes);
    }
}
