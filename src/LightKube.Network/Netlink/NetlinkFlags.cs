namespace LightKube.Network.Netlink;

/// <summary>Flags of a netlink message header.</summary>
[Flags]
internal enum NetlinkFlags : ushort
{
    None = 0,
    Request = 0x1,
    Multi = 0x2,
    Ack = 0x4,
    DumpInterrupted = 0x10,
    Capped = 0x100,
    AckHasAttributes = 0x200,

    // Of requests that make something.
    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,

    // Of requests that read.
    Dump = 0x300,
}

/// <summary>The protocols of the netlink family in use here.</summary>
internal enum NetlinkProtocol
{
    Route = 0,
    Netfilter = 12,
}
