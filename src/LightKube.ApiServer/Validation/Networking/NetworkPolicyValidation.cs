using System.Net;
using LightKube.Api.Networking.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Networking;

/// <summary>NetworkPolicies.</summary>
internal sealed class NetworkPolicyValidation() : KindValidation(NetworkPolicy.Schema)
{
    private static readonly string[] Types = ["Egress", "Ingress"];
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];

    protected override void Validate(Field obj)
    {
        var (spec, types) = (obj["spec"], obj["spec"]["policyTypes"]);
        spec["podSelector"].BeLabelSelector();
        Rules(spec["ingress"], "from");
        Rules(spec["egress"], "to");
        if (types.Count > Types.Length)
        {
            types.Invalid("may not specify more than two policyTypes");
            return;
        }

        for (var i = 0; i < types.Count; i++)
        {
            if (!Types.Contains(types[i].Text))
            {
                types.NotSupported(types[i].Value, Types);
            }
        }
    }

    private static void Rules(Field rules, string peers)
    {
        for (var i = 0; i < rules.Count; i++)
        {
            for (var j = 0; j < rules[i]["ports"].Count; j++)
            {
                Port(rules[i]["ports"][j]);
            }

            for (var j = 0; j < rules[i][peers].Count; j++)
            {
                Peer(rules[i][peers][j]);
            }
        }
    }

    private static void Port(Field rule)
    {
        var (port, end) = (rule["port"], rule["endPort"]);
        rule["protocol"].BeOneOfIfSet(Protocols);
        if (!port.IsSet)
        {
            if (end.IsSet)
            {
                end.Invalid("may not be specified when `port` is not specified");
            }
        }
        else if (port.Value.AsString is null)
        {
            port.BePort();
            if (end.IsSet)
            {
                EndPort(end, port.Number);
            }
        }
        else
        {
            if (end.IsSet)
            {
                end.Invalid("may not be specified when `port` is non-numeric");
            }

            port.Obey(NameRules.PortName);
        }
    }

    private static void EndPort(Field end, long port)
    {
        if (end.Number < port)
        {
            end.Invalid(port, "must be greater than or equal to `port`");
        }

        end.BePort();
    }

    private static void Peer(Field peer)
    {
        var (pods, namespaces, block) = (peer["podSelector"], peer["namespaceSelector"], peer["ipBlock"]);
        pods.BeLabelSelector();
        namespaces.BeLabelSelector();
        if (block.IsSet)
        {
            Block(block);
        }

        if (!pods.IsSet && !namespaces.IsSet && !block.IsSet)
        {
            peer.Required("must specify a peer");
        }
        else if (block.IsSet && (pods.IsSet || namespaces.IsSet))
        {
            peer.Forbidden("may not specify both ipBlock and another peer");
        }
    }

    private static void Block(Field block)
    {
        var (cidr, except) = (block["cidr"], block["except"]);
        cidr.RequireAndObey(AddressRules.Network);
        if (!IPNetwork.TryParse(cidr.Text, out var network))
        {
            return;
        }

        for (var i = 0; i < except.Count; i++)
        {
            except[i].Obey(AddressRules.Network);
            if (IPNetwork.TryParse(except[i].Text, out var part) && (!network.Contains(part.BaseAddress) || part.PrefixLength <= network.PrefixLength))
            {
                except[i].Invalid("must be a strict subset of `cidr`");
            }
        }
    }
}
