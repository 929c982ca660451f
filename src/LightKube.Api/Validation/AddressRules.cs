using System.Net;
using System.Net.Sockets;

namespace LightKube.Api.Validation;

/// <summary>Addresses and networks as Kubernetes reads them: without leading zeros, without IPv4 inside IPv6, without bits beyond the mask.</summary>
public static class AddressRules
{
    private const string NoAddress = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    private const string NoNetwork = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    /// <summary>An address in any spelling that is safe: what fields of old accept.</summary>
    public static IReadOnlyList<string> Address(string value)
    {
        if (Parse(value) is not { } address)
        {
            return [NoAddress];
        }

        return HasLeadingZeros(value)
            ? ["must not have leading 0s"]
            : address.IsIPv4MappedToIPv6 ? ["must not be an IPv4-mapped IPv6 address"] : [];
    }

    /// <summary>An address in the one spelling that Kubernetes itself writes.</summary>
    public static IReadOnlyList<string> Canonical(string value) =>
        Address(value) is { Count: > 0 } problems ? problems : Spelled(value, Parse(value)!.ToString());

    /// <summary>A network in any spelling that is safe.</summary>
    public static IReadOnlyList<string> Network(string value)
    {
        if (!TrySplit(value, out var address, out var bits))
        {
            return [NoNetwork];
        }

        return HasLeadingZeros(value.AsSpan(0, value.IndexOf('/', StringComparison.Ordinal))) || HasLeadingZero(value)
            ? ["must not have leading 0s in IP or prefix length"]
            : address.IsIPv4MappedToIPv6
                ? ["must not have an IPv4-mapped IPv6 address"]
                : Masked(address, bits).Equals(address) ? [] : ["must not have bits set beyond the prefix length"];
    }

    /// <summary>A network in the one spelling that Kubernetes itself writes.</summary>
    public static IReadOnlyList<string> CanonicalNetwork(string value) =>
        Network(value) is { Count: > 0 } problems ? problems : TrySplit(value, out var address, out var bits) ? Spelled(value, $"{address}/{bits}") : [];

    /// <summary>An address and the length of its network's prefix, in canonical form.</summary>
    public static IReadOnlyList<string> InterfaceAddress(string value) => TrySplit(value, out var address, out var bits)
        ? Spelled(value, $"{address}/{bits}")
        : ["must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)"];

    /// <summary>What is not meant for a cluster's traffic: loopback, link-local, unspecified.</summary>
    public static IReadOnlyList<string> NotSpecial(string value)
    {
        if (Parse(value) is not { } address)
        {
            return ["must be a valid IP address"];
        }

        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return [$"may not be unspecified ({value})"];
        }

        if (IPAddress.IsLoopback(address))
        {
            return ["may not be in the loopback range (127.0.0.0/8, ::1/128)"];
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var four = address.AddressFamily == AddressFamily.InterNetwork;
        return (four ? bytes[0] == 169 && bytes[1] == 254 : address.IsIPv6LinkLocal)
            ? ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"]
            : (four ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xff && (bytes[1] & 0x0f) == 2)
                ? ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"]
                : [];
    }

    /// <summary>True for an IPv6 address; false for IPv4 and for what is none.</summary>
    public static bool IsSix(string value) => Parse(value) is { AddressFamily: AddressFamily.InterNetworkV6 };

    public static bool IsAddress(string value) => Parse(value) is not null;

    /// <summary>Reads an address as Go does: four numbers, or IPv6 without a zone. Null when it is none.</summary>
    public static IPAddress? Parse(string value)
    {
        if (value.Contains(':', StringComparison.Ordinal))
        {
            return !value.AsSpan().ContainsAny('%', '[', '/') && IPAddress.TryParse(value, out var six) ? six : null;
        }

        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        foreach (var part in value.AsSpan().Split('.'))
        {
            var number = value.AsSpan(part);
            if (count == 4 || number.Length is 0 or > 9 || number.ContainsAnyExceptInRange('0', '9') || int.Parse(number, provider: null) is not (<= 255 and var octet))
            {
                return null;
            }

            bytes[count++] = (byte)octet;
        }

        return count == 4 ? new IPAddress(bytes) : null;
    }

    private static bool TrySplit(string value, out IPAddress address, out int bits)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        address = slash < 0 ? IPAddress.None : Parse(value[..slash]) ?? IPAddress.None;
        bits = 0;
        return slash >= 0
            && Parse(value[..slash]) is not null
            && value.Length > slash + 1
            && !value.AsSpan(slash + 1).ContainsAnyExceptInRange('0', '9')
            && int.TryParse(value.AsSpan(slash + 1), out bits)
            && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    private static bool HasLeadingZeros(ReadOnlySpan<char> value)
    {
        if (value.Contains(':'))
        {
            return false;
        }

        foreach (var part in value.Split('.'))
        {
            if (value[part] is ['0', _, ..])
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLeadingZero(string network) => network.AsSpan(network.IndexOf('/', StringComparison.Ordinal) + 1) is ['0', _, ..];

    private static IPAddress Masked(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(bits - i * 8, 0, 8);
            bytes[i] &= (byte)(0xff << (8 - kept));
        }

        return new IPAddress(bytes);
    }

    private static IReadOnlyList<string> Spelled(string value, string canonical) =>
        value == canonical ? [] : [$"must be in canonical form (\"{canonical}\")"];
}
