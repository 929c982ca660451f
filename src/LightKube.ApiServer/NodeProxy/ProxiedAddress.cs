using System.Net;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.NodeProxy;

/// <summary>
/// Where the proxy goes for clients. Addresses stand in objects that users may write, and the proxy speaks from the control plane's network: it must not
/// be led to what listens there for itself alone.
/// </summary>
internal static class ProxiedAddress
{
    /// <summary>False for what is no address, for this machine and for its own link (where clouds keep credentials).</summary>
    public static bool IsAllowed(string text) => IPAddress.TryParse(text, out var address) && IsAllowed(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>True when the endpoint is a pod in that namespace, the address is the pod's, and allowed.</summary>
    public static bool IsOfPod(IObjectReader reader, string ns, Endpoint endpoint, string address) =>
        IsAllowed(address)
        && endpoint.TargetRef is { Kind: "Pod" } target
        && target.Namespace == ns
        && reader.Find<Pod>(ns, target.Name) is { } pod
        && (pod.Status.PodIP == address || pod.Status.PodIPs.Find(ip => ip.Ip == address) is not null);

    private static bool IsAllowed(IPAddress address)
    {
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[16];
        return !address.TryWriteBytes(bytes, out var length) || length != 4 || !(bytes is [169, 254, ..] or [224, 0, 0, ..]);
    }
}
