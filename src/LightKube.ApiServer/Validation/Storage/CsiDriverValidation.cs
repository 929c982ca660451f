using LightKube.Api.Storage.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Storage;

/// <summary>CSIDrivers.</summary>
internal sealed class CsiDriverValidation() : KindValidation(CSIDriver.Schema)
{
    private const long LeastSeconds = 10 * 60;
    private const long MostSeconds = 1L << 32;
    private const long LeastUpdatePeriod = 10;

    private static readonly string[] GroupPolicies = ["File", "None", "ReadWriteOnceWithFSType"];
    private static readonly string[] Modes = ["Persistent", "Ephemeral"];

    protected override void Validate(Field obj)
    {
        var spec = obj["spec"];
        Flag(spec.Below("attachedRequired", spec["attachRequired"].Value));
        Flag(spec["podInfoOnMount"]);
        Flag(spec["storageCapacity"]);
        spec["fsGroupPolicy"].BeOneOfIfSet(GroupPolicies);
        Tokens(spec["tokenRequests"]);
        for (var i = 0; i < spec["volumeLifecycleModes"].Count; i++)
        {
            if (!Modes.Contains(spec["volumeLifecycleModes"][i].Text))
            {
                spec["volumeLifecycleModes"].NotSupported(spec["volumeLifecycleModes"][i].Value, Modes);
            }
        }

        var period = spec["nodeAllocatableUpdatePeriodSeconds"];
        if (period.IsSet && period.Number < LeastUpdatePeriod)
        {
            period.Invalid($"must be greater than or equal to {LeastUpdatePeriod} seconds");
        }
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        var (spec, before) = (obj["spec"], old["spec"]);
        spec.Below("attachedRequired", spec["attachRequired"].Value).BeUnchanged(before["attachRequired"]);
        spec["volumeLifecycleModes"].BeUnchanged(before["volumeLifecycleModes"]);
        Validate(obj);
    }

    private static void Flag(Field flag)
    {
        if (!flag.IsSet)
        {
            flag.Required();
        }
    }

    private static void Tokens(Field requests)
    {
        var audiences = default(SeenTexts);
        for (var i = 0; i < requests.Count; i++)
        {
            var (audience, seconds) = (requests[i]["audience"], requests[i]["expirationSeconds"]);
            if (!audiences.Add(audience.Text))
            {
                audience.Duplicate(audience.Text);
                continue;
            }

            if (seconds.IsSet && seconds.Number < LeastSeconds)
            {
                seconds.Invalid("may not specify a duration less than 10 minutes");
            }

            if (seconds.Number > MostSeconds)
            {
                seconds.Invalid("may not specify a duration larger than 2^32 seconds");
            }
        }
    }
}
