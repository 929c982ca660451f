using LightKube.Api.Documents;
using LightKube.Api.Networking.V1;

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
}
