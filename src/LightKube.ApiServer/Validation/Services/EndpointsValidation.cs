using LightKube.Api.Core.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Services;

/// <summary>Endpoints.</summary>
internal sealed class EndpointsValidation() : KindValidation(Endpoints.Schema)
{
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    protected override void Validate(Field obj)
    {
        var subsets = obj["subsets"];
        for (var i = 0; i < subsets.Count; i++)
        {
            var (ready, notReady, ports) = (subsets[i]["addresses"], subsets[i]["notReadyAddresses"], subsets[i]["ports"]);
            if (ready.Count + notReady.Count == 0)
            {
                subsets[i].Required("must specify `addresses` or `notReadyAddresses`");
            }

            Addresses(ready);
            Addresses(notReady);
            Ports(ports);
        }
    }

    public override void Warn(Field obj, Field old)
    {
        if (!old.IsSet || !obj["subsets"].Same(old["subsets"]))
        {
            obj.WarnAsIs("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
        }
    }

    private static void Addresses(Field addresses)
    {
        for (var i = 0; i < addresses.Count; i++)
        {
            var (ip, name) = (addresses[i]["ip"], addresses[i]["nodeName"]);
            ip.Obey(AddressRules.Address);
            addresses[i]["hostname"].ObeyIfAny(NameRules.Dns1123Label);
            if (name.IsSet)
            {
                name.Obey(NameRules.Dns1123Subdomain);
            }

            ip.Obey(AddressRules.NotSpecial);
        }
    }

    private static void Ports(Field ports)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            var (name, protocol) = (ports[i]["name"], ports[i]["appProtocol"]);
            if (!name.HasText && ports.Count > 1)
            {
                name.Required();
            }

            name.ObeyIfAny(NameRules.Dns1123Label);
            ports[i]["port"].BePort();
            ports[i]["protocol"].RequireOneOf(Protocols);
            if (protocol.IsSet)
            {
                protocol.Obey(NameRules.QualifiedName);
            }
        }
    }
}
