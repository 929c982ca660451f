using System.Net;
using System.Text;
using System.Text.Json;

namespace LightKube.Network.Cni;

/// <summary>The network configuration list that the runtime hands to the plug-ins. Pure.</summary>
internal static class CniConfiguration
{
    /// <summary>Sorts before what others may have left in the directory.</summary>
    public const string FileName = "05-lightkube.conflist";

    private const string CniVersion = "0.4.0";

    /// <summary>
    /// A bridge with hairpin mode and addresses from the node's networks. Masquerade and host ports are not the plug-ins' affair:
    /// they would write iptables rules, and ours stand in our own table (docs/decisions/051).
    /// </summary>
    public static string Write(string bridge, IReadOnlyList<IPNetwork> podNetworks, CniOptions options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("cniVersion"u8, CniVersion);
            json.WriteString("name"u8, "lightkube");
            json.WriteStartArray("plugins"u8);
            json.WriteStartObject();
            json.WriteString("type"u8, "bridge");
            json.WriteString("bridge"u8, bridge);
            json.WriteBoolean("isDefaultGateway"u8, true);
            json.WriteBoolean("ipMasq"u8, false);
            json.WriteBoolean("hairpinMode"u8, true);
            if (options.Mtu > 0)
                json.WriteNumber("mtu"u8, options.Mtu);
            WriteAddresses(json, podNetworks, options);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteAddresses(Utf8JsonWriter json, IReadOnlyList<IPNetwork> podNetworks, CniOptions options)
    {
        json.WriteStartObject("ipam"u8);
        json.WriteString("type"u8, "host-local");
        json.WriteString("dataDir"u8, options.AddressDirectory);
        json.WriteStartArray("ranges"u8);
        foreach (var network in podNetworks)
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("subnet"u8, network.ToString());
            json.WriteEndObject();
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
