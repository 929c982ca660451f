using LightKube.Api.Coordination.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Leases.</summary>
public sealed class LeaseStrategy() : DefaultStrategy(Lease.Schema)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<Lease>().Spec;
        if (spec.LeaseDurationSeconds is <= 0 and { } duration)
        {
            errors.Invalid(FieldPath.Spec.Child("leaseDurationSeconds"), duration, "must be greater than 0");
        }

        if (spec.LeaseTransitions is < 0 and { } transitions)
        {
            errors.Invalid(FieldPath.Spec.Child("leaseTransitions"), transitions, "must be greater than or equal to 0");
        }
    }
}
