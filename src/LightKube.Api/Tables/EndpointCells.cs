using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Documents;

namespace LightKube.Api.Tables;

internal static class EndpointCells
{
    public static IEnumerable<(string, Func<DocMap, DateTimeOffset, Value>)> All =>
    [
        ("endpoints.addresses", (root, _) => CommonCells.Shortened(Addresses(new Endpoints(root)).ToList(), CommonCells.None)),
        ("endpointslice.ports", (root, _) => CommonCells.Shortened(Ports(new EndpointSlice(root)).ToList(), CommonCells.Unset)),
        ("endpointslice.endpoints", (root, _) => CommonCells.Shortened(new EndpointSlice(root).Endpoints.SelectMany(endpoint => endpoint.Addresses).ToList(), CommonCells.Unset)),
    ];

    private static IEnumerable<string> Addresses(Endpoints endpoints)
    {
        foreach (var subset in endpoints.Subsets)
        {
            foreach (var address in subset.Addresses)
            {
                if (subset.Ports.Count == 0)
                {
                    yield return address.Ip;
                }

                foreach (var port in subset.Ports)
                {
                    yield return address.Ip.Contains(':', StringComparison.Ordinal) ? $"[{address.Ip}]:{port.Port}" : $"{address.Ip}:{port.Port}";
                }
            }
        }
    }

    private static IEnumerable<string> Ports(EndpointSlice slice) =>
        slice.Ports.Select(port => port.Port?.ToString(CultureInfo.InvariantCulture) ?? (string.IsNullOrEmpty(port.Name) ? "*" : port.Name));
}
