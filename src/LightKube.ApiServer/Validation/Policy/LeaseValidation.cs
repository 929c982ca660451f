using LightKube.Api.Coordination.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Policy;

/// <summary>Leases.</summary>
internal sealed class LeaseValidation() : KindValidation(Lease.Schema)
{
    protected override void Validate(Field obj)
    {
        var (duration, transitions, strategy) = (obj["spec"]["leaseDurationSeconds"], obj["spec"]["leaseTransitions"], obj["spec"]["strategy"]);
        if (duration.IsSet && duration.Number <= 0)
        {
            duration.Invalid("must be greater than 0");
        }

        if (transitions.Number < 0)
        {
            transitions.Invalid(FieldRules.NotNegative);
        }

        if (strategy.HasText && strategy.Text != "OldestEmulationVersion" && !strategy.Text.Contains('/'))
        {
            strategy.NotSupported("OldestEmulationVersion");
        }

        if (obj["spec"]["preferredHolder"].HasText && !strategy.HasText)
        {
            obj["spec"]["preferredHolder"].Forbidden("may only be specified when `strategy` is defined");
        }
    }
}
