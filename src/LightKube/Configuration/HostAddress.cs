using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace LightKube.Configuration;

/// <summary>Finds the address at which others reach this host.</summary>
internal static class HostAddress
{
    // An address for documentation (RFC 5737) that is nobody's. Connecting a UDP socket sends nothing: it only chooses the route.
    private static readonly IPEndPoint Outside = new(IPAddress.Parse("203.0.113.1"), 9);

    /// <summary>
    /// The address of the route to the outside; without one, of the first interface that has an IPv4 address; without one, that of loopback.
    /// </summary>
    internal static IPAddress Detect() => OfRouteToOutside() ?? OfFirstInterface() ?? IPAddress.Loopback;

    private static IPAddress? OfRouteToOutside()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Connect(Outside);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException) // No route.
        {
            return null;
        }
    }

    private static IPAddress? OfFirstInterface() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(link => link.OperationalStatus == OperationalStatus.Up && link.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(link => link.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork);
}
