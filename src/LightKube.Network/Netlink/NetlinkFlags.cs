namespace LightKube.Network.Netlink;

/// <summary>Flags of a netlink message header.</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    None = 0,
    Request = 0x1,
    Ack = 0x4,

    // Of requests that make something.
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,

    // Of requests that read.
    Dump = 0x300,
}

/// <summary>Flags of an error message; their bits mean other things in a request.</summary>
[Flags]
internal enum NetlinkErrorFlags : ushort
{
    /// <summary>The refused request is not repeated, only its header.</summary>
    Capped = 0x100,
    HasAttributes = 0x200,
}

/// <summary>The protocols of the netlink family in use here.</summary>
internal enum NetlinkProtocol
{
    Route = 0,
    Netfilter = 12,
}
