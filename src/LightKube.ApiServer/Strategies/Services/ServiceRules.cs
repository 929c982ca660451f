using LightKube.Api.Core.V1;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies.Services;

/// <summary>What of a service depends on the addresses that this cluster has.</summary>
internal static class ServiceRules
{
    public static void Validate(Service service, ServiceNetwork network, FieldErrors errors)
    {
        if (service.Spec.IpFamilyPolicy == "RequireDualStack" && network.Families.Count < 2 && ServiceShape.NeedsAddress(service))
        {
            errors.Invalid(FieldPath.Spec.Child("ipFamilyPolicy"), "RequireDualStack", "this cluster is not configured for dual-stack services");
        }
    }
}
