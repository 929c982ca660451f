using System.Buffers;
using System.Net;
using System.Net.Sockets;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>An address of IPv4 or IPv6.</summary>
internal sealed class IpValue(IPAddress address) : CelOpaque
{
    public IPAddress Address { get; } = address;

    public override CelType Type => IpLibrary.AddressType;

    public override int Size => Address.AddressFamily == AddressFamily.InterNetwork ? 4 : 16;

    public override bool ContentEquals(CelOpaque other) => other is IpValue ip && Address.Equals(ip.Address);

    public override string ToString() => Address.ToString();
}

/// <summary>Functions on addresses.</summary>
internal static class IpLibrary
{
    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static CelType AddressType { get; } = CelType.Opaque("net.IP");

    public static void Declare(FunctionTable table)
    {
        table.Add("string_to_ip", "ip(string):net.IP", static args => Parse(args[0].AsString!, out var problem) is { } ip ? ip : CelValue.Error(problem));
        table.Add("ip_family", "<net.IP>.family():int", static args => args[0].AsOpaque!.Size == 4 ? 4L : 6L);
        table.Add("ip_is_canonical", "ip.isCanonical(string):bool", static args =>
            Parse(args[0].AsString!, out var problem) is { } ip ? ip.ToString() == args[0].AsString : CelValue.Error(problem));
        table.Add("ip_is_unspecified", "<net.IP>.isUnspecified():bool", static args => AddressOf(args[0]).Equals(IPAddress.Any) || AddressOf(args[0]).Equals(IPAddress.IPv6Any));
        table.Add("ip_is_loopback", "<net.IP>.isLoopback():bool", static args => IPAddress.IsLoopback(AddressOf(args[0])));
        table.Add("ip_is_link_local_multicast", "<net.IP>.isLinkLocalMulticast():bool", static args => IsLinkLocalMulticast(Bytes(args[0])));
        table.Add("ip_is_link_local_unicast", "<net.IP>.isLinkLocalUnicast():bool", static args => IsLinkLocalUnicast(Bytes(args[0])));
        table.Add("ip_is_global_unicast", "<net.IP>.isGlobalUnicast():bool", static args => IsGlobalUnicast(AddressOf(args[0])));
        table.Add("is_ip", "isIP(string):bool", static args => Parse(args[0].AsString!, out _) is not null);
        table.Add("ip_to_string", "string(net.IP):string", static args => args[0].AsOpaque!.ToString()!);
    }

    /// <summary>The address, or what is wrong with the text.</summary>
    public static IpValue? Parse(string text, out string problem)
    {
        problem = $"IP Address {GoQuote.Quote(text)} parse error during conversion from string: ParseAddr({GoQuote.Quote(text)}): unable to parse IP";
        if (text.Contains('%', StringComparison.Ordinal) && IPAddress.TryParse(text, out _))
        {
            problem = $"IP address {GoQuote.Quote(text)} with zone value is not allowed";
            return null;
        }

        if (!IsWellFormed(text) || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            problem = $"IPv4-mapped IPv6 address {GoQuote.Quote(text)} is not allowed";
            return null;
        }

        return new IpValue(address);
    }

    // .NET takes more forms than Go: fewer parts, octal and hexadecimal numbers, brackets.
    private static bool IsWellFormed(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon >= 0 && text.AsSpan().IndexOfAnyExcept(Characters) >= 0)
        {
            return false;
        }

        var dotted = text[(colon + 1)..];
        return (colon >= 0 && !dotted.Contains('.', StringComparison.Ordinal)) || IsDotted(dotted);
    }

    private static bool IsDotted(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 4 && Array.TrueForAll(parts, static part =>
            part.Length is > 0 and <= 3 && part.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0 && (part.Length == 1 || part[0] != '0') && int.Parse(part, null) <= 255);
    }

    private static IPAddress AddressOf(CelValue value) => ((IpValue)value.AsOpaque!).Address;

    private static byte[] Bytes(CelValue value) => AddressOf(value).GetAddressBytes();

    private static bool IsLinkLocalMulticast(byte[] bytes) =>
        bytes.Length == 4 ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xff && (bytes[1] & 0x0f) == 2;

    private static bool IsLinkLocalUnicast(byte[] bytes) =>
        bytes.Length == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;

    private static bool IsGlobalUnicast(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var multicast = bytes.Length == 4 ? (bytes[0] & 0xf0) == 0xe0 : bytes[0] == 0xff;
        return !multicast && !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            && !address.Equals(IPAddress.Broadcast) && !IsLinkLocalUnicast(bytes);
    }
}
