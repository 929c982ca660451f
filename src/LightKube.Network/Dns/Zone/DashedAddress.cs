using System.Net;
using System.Text;

namespace LightKube.Network.Dns.Zone;

/// <summary>Reads <c>10-42-0-7</c> and <c>fd42--7</c>: addresses as labels of pods.</summary>
internal static class DashedAddress
{
    private const int DashesOfV4 = 3;

    public static IPAddress? Parse(ReadOnlySpan<byte> label)
    {
        var text = Encoding.ASCII.GetString(label);
        var isV4 = text.Count(c => c == '-') == DashesOfV4 && text.All(c => c == '-' || char.IsAsciiDigit(c));
        return IPAddress.TryParse(text.Replace('-', isV4 ? '.' : ':'), out var address)
               && address.AddressFamily == (isV4 ? System.Net.Sockets.AddressFamily.InterNetwork : System.Net.Sockets.AddressFamily.InterNetworkV6)
            ? address
            : null;
    }
}
