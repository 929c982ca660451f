using System.Runtime.InteropServices;

namespace LightKube.Network.Netlink;

/// <summary>The kernel refused a request. <see cref="Errno"/> is its error number; the message says what was asked for.</summary>
public sealed class NetlinkException(string what, int errno, string? detail = null)
    : IOException($"{what}: {Marshal.GetPInvokeErrorMessage(errno)}{(detail is null ? "" : $" ({detail})")}")
{
    public const int NoEntry = 2;
    public const int NoDevice = 19;
    public const int AddressNotAvailable = 99;

    public int Errno => errno;
}
