using System.Net;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Networking.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Strategies.Workloads;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>NetworkPolicies.</summary>
public sealed class NetworkPolicyStrategy() : DefaultStrategy(NetworkPolicy.Schema)
{
    public override void SetDefaults(Document document)
    {
        var spec = document.As<NetworkPolicy>().Spec;
        if (spec.PolicyTypes.Count == 0)
        {
            spec.PolicyTypes.Add("Ingress");
            if (spec.Egress.Count > 0)
            {
                spec.PolicyTypes.Add("Egress");
            }
        }

        foreach (var port in spec.Ingress.SelectMany(rule => rule.Ports).Concat(spec.Egress.SelectMany(rule => rule.Ports)))
        {
            port.Protocol ??= "TCP";
        }
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<NetworkPolicy>().Spec;
        TemplateRules.Selector(spec.PodSelector, FieldPath.Spec.Child("podSelector"), errors);
        for (var i = 0; i < spec.Ingress.Count; i++)
        {
            Peers(spec.Ingress[i].From, FieldPath.Spec.Child("ingress", i).Child("from"), errors);
            Ports(spec.Ingress[i].Ports, FieldPath.Spec.Child("ingress", i).Child("ports"), errors);
        }

        for (var i = 0; i < spec.Egress.Count; i++)
        {
            Peers(spec.Egress[i].To, FieldPath.Spec.Child("egress", i).Child("to"), errors);
            Ports(spec.Egress[i].Ports, FieldPath.Spec.Child("egress", i).Child("ports"), errors);
        }

        for (var i = 0; i < spec.PolicyTypes.Count; i++)
        {
            if (spec.PolicyTypes[i] is not ("Ingress" or "Egress"))
            {
                errors.NotSupported(FieldPath.Spec.Child("policyTypes", i), spec.PolicyTypes[i], "Egress", "Ingress");
            }
        }
    }

    private static void Peers(ListView<NetworkPolicyPeer> peers, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < peers.Count; i++)
        {
            var peer = peers[i];
            var at = path.Index(i);
            if (!peer.PodSelector.IsPresent && !peer.NamespaceSelector.IsPresent && !peer.IpBlock.IsPresent)
            {
                errors.Required(at, "must specify a peer");
            }
            else if (peer.IpBlock.IsPresent)
            {
                Block(peer, at, errors);
            }
        }
    }

    private static void Block(NetworkPolicyPeer peer, FieldPath path, FieldErrors errors)
    {
        if (peer.PodSelector.IsPresent || peer.NamespaceSelector.IsPresent)
        {
            errors.Forbidden(path, "may not specify both ipBlock and another peer");
        }

        var at = path.Child("ipBlock");
        if (!IPNetwork.TryParse(peer.IpBlock.Cidr, out var block))
        {
            errors.Invalid(at.Child("cidr"), peer.IpBlock.Cidr, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            return;
        }

        for (var i = 0; i < peer.IpBlock.Except.Count; i++)
        {
            var text = peer.IpBlock.Except[i];
            if (!IPNetwork.TryParse(text, out var except))
            {
                errors.Invalid(at.Child("except", i), text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
            }
            else if (!block.Contains(except.BaseAddress) || except.PrefixLength <= block.PrefixLength)
            {
                errors.Invalid(at.Child("except", i), text, "must be a strict subset of `cidr`");
            }
        }
    }

    private static void Ports(ListView<NetworkPolicyPort> ports, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            if (port.Port?.Number is { } number && Rules.ValueRules.PortNumber(number) is { } problem)
            {
                errors.Invalid(path.Index(i).Child("port"), number, problem);
            }

            if (port.EndPort is { } end && (port.Port?.Number is not { } start || end < start))
            {
                errors.Invalid(path.Index(i).Child("endPort"), end, "must be greater than or equal to `port`");
            }
        }
    }
}
