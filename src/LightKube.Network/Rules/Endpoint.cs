using System.Net;

namespace LightKube.Network.Rules;

/// <summary>Where a connection is led to.</summary>
internal readonly record struct Endpoint(IPAddress Address, ushort Port)
{
    public override string ToString() => $"{Address}/{Port}";
}

/// <summary>The transports that services know, by their IP protocol numbers.</summary>
internal enum Transport : byte
{
    Tcp = 6,
    Udp = 17,
    Sctp = 132,
}
