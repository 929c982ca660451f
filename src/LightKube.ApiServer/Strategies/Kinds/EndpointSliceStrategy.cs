using System.Net;
using System.Net.Sockets;
using LightKube.Api.Discovery.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>EndpointSlices.</summary>
public sealed class EndpointSliceStrategy() : DefaultStrategy(EndpointSlice.Schema)
{
    private const int MaxEndpoints = 1000;
    private const int MaxPorts = 20_000;
    private const int MaxAddresses = 100;

    public override void SetDefaults(Document document)
    {
        foreach (var port in document.As<EndpointSlice>().Ports)
        {
            port.Name ??= "";
            port.Protocol ??= "TCP";
        }
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var slice = document.As<EndpointSlice>();
        if (slice.AddressType.Length == 0)
        {
            errors.Required(FieldPath.Of("addressType"));
        }
        else if (slice.AddressType is not ("IPv4" or "IPv6" or "FQDN"))
        {
            errors.NotSupported(FieldPath.Of("addressType"), slice.AddressType, "FQDN", "IPv4", "IPv6");
        }

        var path = FieldPath.Of("endpoints");
        if (slice.Endpoints.Count > MaxEndpoints)
        {
            errors.TooMany(path, slice.Endpoints.Count, MaxEndpoints);
            return;
        }

        for (var i = 0; i < slice.Endpoints.Count; i++)
        {
            Addresses(slice.Endpoints[i], slice.AddressType, path.Index(i).Child("addresses"), errors);
        }

        Ports(slice, errors);
    }

    private static void Addresses(Endpoint endpoint, string type, FieldPath path, FieldErrors errors)
    {
        if (endpoint.Addresses.Count == 0)
        {
            errors.Required(path, "must contain at least 1 address");
        }

        if (endpoint.Addresses.Count > MaxAddresses)
        {
            errors.TooMany(path, endpoint.Addresses.Count, MaxAddresses);
        }

        for (var i = 0; i < endpoint.Addresses.Count; i++)
        {
            var text = endpoint.Addresses[i];
            var family = IPAddress.TryParse(text, out var address) ? address.AddressFamily : AddressFamily.Unspecified;
            var problem = type switch
            {
                "IPv4" when family != AddressFamily.InterNetwork => "must be an IPv4 address",
                "IPv6" when family != AddressFamily.InterNetworkV6 => "must be an IPv6 address",
                "FQDN" => ValueRules.DnsSubdomain(text),
                _ when address is not null && (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) =>
                    "may not be unspecified (0.0.0.0 or ::) or in the loopback range (127.0.0.0/8, ::1/128)",
                _ => null,
            };
            if (problem is not null)
            {
                errors.Invalid(path.Index(i), text, problem);
            }
        }
    }

    private static void Ports(EndpointSlice slice, FieldErrors errors)
    {
        var path = FieldPath.Of("ports");
        if (slice.Ports.Count > MaxPorts)
        {
            errors.TooMany(path, slice.Ports.Count, MaxPorts);
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < slice.Ports.Count; i++)
        {
            if (!names.Add(slice.Ports[i].Name ?? ""))
            {
                errors.Duplicate(path.Child("name"), slice.Ports[i].Name);
            }
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        if (document.As<EndpointSlice>().AddressType != old.As<EndpointSlice>().AddressType)
        {
            errors.Invalid(FieldPath.Of("addressType"), document.Root["addressType"], "field is immutable");
        }
    }
}
