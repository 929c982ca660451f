using LightKube.Api.Discovery.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>EndpointSlices.</summary>
internal sealed class EndpointSliceValidation() : KindValidation(EndpointSlice.Schema)
{
    private const int MaxEndpoints = 1000;
    private const int MaxAddresses = 100;
    private const int MaxPorts = 20_000;
    private const int MaxTopology = 16;
    private const int MaxHints = 8;

    private static readonly string[] Types = ["FQDN", "IPv4", "IPv6"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    protected override void Validate(Field obj)
    {
        obj["addressType"].RequireOneOf(Types);
        Endpoints(obj["endpoints"], obj["addressType"].Text);
        Ports(obj["ports"]);
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        obj["addressType"].BeUnchanged(old["addressType"]);
    }

    private static void Endpoints(Field endpoints, string type)
    {
        if (endpoints.Count > MaxEndpoints)
        {
            endpoints.TooMany(endpoints.Count, MaxEndpoints);
            return;
        }

        for (var i = 0; i < endpoints.Count; i++)
        {
            Endpoint(endpoints[i], type);
        }
    }

    private static void Endpoint(Field endpoint, string type)
    {
        Addresses(endpoint["addresses"], type);
        var (node, host, topology) = (endpoint["nodeName"], endpoint["hostname"], endpoint["deprecatedTopology"]);
        if (node.IsSet)
        {
            node.Obey(NameRules.Dns1123Subdomain);
        }

        topology.BeLabels();
        if (topology.Count > MaxTopology)
        {
            topology.TooMany(topology.Count, MaxTopology);
        }

        if (host.IsSet)
        {
            host.Obey(NameRules.Dns1123Label);
        }

        Hints(endpoint["hints"]["forZones"]);
        Hints(endpoint["hints"]["forNodes"]);
    }

    private static void Addresses(Field addresses, string type)
    {
        if (addresses.Count == 0)
        {
            addresses.Required("must contain at least 1 address");
        }
        else if (addresses.Count > MaxAddresses)
        {
            addresses.TooMany(addresses.Count, MaxAddresses);
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            if (type == "FQDN")
            {
                DomainPaths.BeQualifiedDomain(addresses[i], 2);
            }
            else if (type is "IPv4" or "IPv6")
            {
                Address(addresses[i], type);
            }
        }
    }

    private static void Address(Field address, string type)
    {
        if (AddressRules.Address(address.Text) is { Count: > 0 } problems)
        {
            address.Report(problems);
            return;
        }

        if (AddressRules.IsSix(address.Text) != (type == "IPv6"))
        {
            address.Invalid($"must be an {type} address");
        }

        address.Obey(AddressRules.NotSpecial);
    }

    private static void Hints(Field hints)
    {
        var seen = default(SeenTexts);
        if (hints.Count > MaxHints)
        {
            hints.TooMany(hints.Count, MaxHints);
        }

        for (var i = 0; i < hints.Count; i++)
        {
            var name = hints[i]["name"];
            if (!seen.Add(name.Text))
            {
                name.Duplicate();
            }
            else
            {
                name.Obey(NameRules.LabelValue);
            }
        }
    }

    private static void Ports(Field ports)
    {
        if (ports.Count > MaxPorts)
        {
            ports.TooMany(ports.Count, MaxPorts);
            return;
        }

        var names = default(SeenTexts);
        for (var i = 0; i < ports.Count; i++)
        {
            var (name, protocol) = (ports[i]["name"], ports[i]["appProtocol"]);
            name.ObeyIfAny(NameRules.Dns1123Label);
            if (!names.Add(name.Text))
            {
                name.Duplicate(name.Text);
            }

            ports[i]["protocol"].RequireOneOf(Protocols);
            if (protocol.IsSet)
            {
                protocol.Obey(NameRules.QualifiedName);
            }
        }
    }
}
