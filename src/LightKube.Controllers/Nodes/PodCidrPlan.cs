using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace LightKube.Controllers.Nodes;

/// <summary>A range from which nodes get their pod networks.</summary>
/// <param name="Cluster">All pods of the cluster: <c>10.42.0.0/16</c>.</param>
/// <param name="NodePrefix">The prefix length of one node's share: 24.</param>
public sealed record PodCidrRange(IPNetwork Cluster, int NodePrefix)
{
    /// <summary>The usual share of a range: 256 addresses of IPv4, a /64 of IPv6.</summary>
    public static PodCidrRange Usual(IPNetwork cluster) =>
        new(cluster, cluster.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 ? 64 : 24);
}

/// <summary>Cuts nodes' shares out of a range. What is taken is read from the nodes themselves, so nothing has to survive a restart.</summary>
internal static class PodCidrPlan
{
    /// <summary>So many shares of one range are tried; a cluster has no more nodes than that.</summary>
    private const int MostShares = 1 << 16;

    /// <summary>The first free share after the one given out last; null when all are taken.</summary>
    /// <param name="range">The range.</param>
    /// <param name="taken">The shares that nodes have.</param>
    /// <param name="last">The index given out last; -1 at first. A share is not given out again while others have never been used.</param>
    public static (IPNetwork Share, int Index)? Next(PodCidrRange range, IReadOnlySet<IPNetwork> taken, int last)
    {
        var bits = range.NodePrefix - range.Cluster.PrefixLength;
        var count = bits >= 16 ? MostShares : 1 << Math.Max(0, bits);
        for (var step = 1; step <= count; step++)
        {
            var index = (last + step) % count;
            var share = Share(range, index);
            if (!taken.Contains(share))
                return (share, index);
        }
        return null;
    }

    private static IPNetwork Share(PodCidrRange range, int index)
    {
        var bytes = range.Cluster.BaseAddress.GetAddressBytes();
        if (bytes.Length == 4)
        {
            var address = BinaryPrimitives.ReadUInt32BigEndian(bytes) + ((uint)index << (32 - range.NodePrefix));
            BinaryPrimitives.WriteUInt32BigEndian(bytes, address);
        }
        else
        {
            var address = BinaryPrimitives.ReadUInt128BigEndian(bytes) + ((UInt128)index << (128 - range.NodePrefix));
            BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        }
        return new IPNetwork(new IPAddress(bytes), range.NodePrefix);
    }
}
