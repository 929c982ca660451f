using LightKube.Api.Networking.V1;

namespace LightKube.Api.Defaulting;

/// <summary>A policy is about incoming traffic, and about outgoing traffic when it has rules for that.</summary>
internal static class NetworkPolicyDefaults
{
    public static void Apply(NetworkPolicy policy)
    {
        if (policy.Spec.IsPresent && policy.Spec.PolicyTypes.Count == 0)
        {
            policy.Spec.PolicyTypes.ReplaceWith(policy.Spec.Egress.Count > 0 ? ["Ingress", "Egress"] : ["Ingress"]);
        }
    }
}
