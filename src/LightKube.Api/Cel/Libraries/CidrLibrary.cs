using System.Globalization;
using System.Net;
using LightKube.Api.Cel.Checking;
using LightKube.Api.Cel.Types;
using LightKube.Api.Cel.Values;

namespace LightKube.Api.Cel.Libraries;

/// <summary>An address with the length of its network's prefix.</summary>
internal sealed class CidrValue(IPAddress address, int prefix) : CelOpaque
{
    public IPAddress Address { get; } = address;

    public int Prefix { get; } = prefix;

    public override CelType Type => CidrLibrary.NetworkType;

    public override int Size => (Prefix + 7) / 8;

    public override bool ContentEquals(CelOpaque other) => other is CidrValue cidr && Prefix == cidr.Prefix && Address.Equals(cidr.Address);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}/{Prefix}");

    /// <summary>Whether the first bits of the address are those of this network.</summary>
    public bool Contains(IPAddress other)
    {
        var ours = Address.GetAddressBytes();
        var theirs = other.GetAddressBytes();
        if (ours.Length != theirs.Length)
        {
            return false;
        }

        var whole = Prefix / 8;
        var rest = Prefix % 8;
        return ours.AsSpan(0, whole).SequenceEqual(theirs.AsSpan(0, whole)) && (rest == 0 || (ours[whole] ^ theirs[whole]) >> (8 - rest) == 0);
    }

    public CidrValue Masked()
    {
        var bytes = Address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(Prefix - i * 8, 0, 8);
            bytes[i] &= (byte)(0xff << (8 - kept));
        }

        return new CidrValue(new IPAddress(bytes), Prefix);
    }
}

/// <summary>Functions on networks.</summary>
internal static class CidrLibrary
{
    public static CelType NetworkType { get; } = CelType.Opaque("net.CIDR");

    public static void Declare(FunctionTable table)
    {
        table.Add("string_to_cidr", "cidr(string):net.CIDR", static args => Parse(args[0].AsString!, out var problem) is { } cidr ? cidr : CelValue.Error(problem));
        table.Add("cidr_contains_ip_string", "<net.CIDR>.containsIP(string):bool", static args =>
            IpLibrary.Parse(args[1].AsString!, out var problem) is { } ip ? Of(args[0]).Contains(ip.Address) : CelValue.Error(problem));
        table.Add("cidr_contains_ip_ip", "<net.CIDR>.containsIP(net.IP):bool", static args => Of(args[0]).Contains(((IpValue)args[1].AsOpaque!).Address));
        table.Add("cidr_contains_cidr_string", "<net.CIDR>.containsCIDR(string):bool", static args =>
            Parse(args[1].AsString!, out var problem) is { } cidr ? Contains(Of(args[0]), cidr) : CelValue.Error(problem));
        table.Add("cidr_contains_cidr", "<net.CIDR>.containsCIDR(net.CIDR):bool", static args => Contains(Of(args[0]), Of(args[1])));
        table.Add("cidr_ip", "<net.CIDR>.ip():net.IP", static args => new IpValue(Of(args[0]).Address));
        table.Add("cidr_prefix_length", "<net.CIDR>.prefixLength():int", static args => (long)Of(args[0]).Prefix);
        table.Add("cidr_masked", "<net.CIDR>.masked():net.CIDR", static args => Of(args[0]).Masked());
        table.Add("is_cidr", "isCIDR(string):bool", static args => Parse(args[0].AsString!, out _) is not null);
        table.Add("cidr_to_string", "string(net.CIDR):string", static args => args[0].AsOpaque!.ToString()!);
    }

    private static CidrValue Of(CelValue value) => (CidrValue)value.AsOpaque!;

    private static bool Contains(CidrValue outer, CidrValue inner) => outer.Prefix <= inner.Prefix && outer.Contains(inner.Address);

    private static CidrValue? Parse(string text, out string problem)
    {
        var slash = text.LastIndexOf('/');
        problem = $"network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix({GoQuote.Quote(text)}): "
            + (slash < 0 ? "no '/'" : "invalid CIDR");
        if (slash < 0 || IpLibrary.Parse(text[..slash], out _) is not { } ip)
        {
            return null;
        }

        var digits = text.AsSpan(slash + 1);
        return digits.Length is > 0 and <= 3 && (digits.Length == 1 || digits[0] != '0')
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var prefix) && prefix <= ip.Size * 8
            ? new CidrValue(ip.Address, prefix)
            : null;
    }
}
