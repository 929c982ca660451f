using System.Net;

namespace LightKube.Network.Conntrack;

/// <summary>A UDP connection as the kernel tracks it: where the client sent to, and who replies.</summary>
internal readonly record struct TrackedFlow(IPAddress Destination, ushort DestinationPort, IPAddress Replier, ushort ReplierPort)
{
    /// <summary>Its destination was changed on the way.</summary>
    public bool IsTranslated => ReplierPort != DestinationPort || !Replier.Equals(Destination);
}
