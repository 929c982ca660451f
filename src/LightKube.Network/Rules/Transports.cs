namespace LightKube.Network.Rules;

internal static class Transports
{
    /// <summary>The API's name of a transport; TCP when it names none.</summary>
    public static Transport Parse(string? protocol) => protocol switch
    {
        "UDP" => Transport.Udp,
        "SCTP" => Transport.Sctp,
        _ => Transport.Tcp,
    };

    /// <summary>The name as DNS and chains write it: <c>tcp</c>.</summary>
    public static string Lower(this Transport transport) => transport switch
    {
        Transport.Udp => "udp",
        Transport.Sctp => "sctp",
        _ => "tcp",
    };
}
