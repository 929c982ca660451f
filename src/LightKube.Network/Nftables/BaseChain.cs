namespace LightKube.Network.Nftables;

/// <summary>Where a base chain hangs in the path of a packet.</summary>
internal enum Hook : uint
{
    Prerouting = 0,
    Input = 1,
    Forward = 2,
    Output = 3,
    Postrouting = 4,
}

/// <summary>A chain that the kernel calls. Smaller priorities come first.</summary>
internal sealed record BaseChain(string Name, string Type, Hook Hook, int Priority)
{
    public const int RawPriority = -300;
    public const int DestinationNatPriority = -100;
    public const int FilterPriority = 0;
    public const int SourceNatPriority = 100;
}
