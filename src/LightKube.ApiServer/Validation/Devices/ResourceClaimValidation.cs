using LightKube.Api.Resource.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Devices;

/// <summary>ResourceClaims: asked once, then allocated.</summary>
internal sealed class ResourceClaimValidation() : KindValidation(ResourceClaim.Schema)
{
    private const int MaxConsumers = 256;

    protected override void ValidateCreate(Field obj) => DeviceClaimRules.Validate(obj["spec"]);

    protected override void ValidateUpdate(Field obj, Field old)
    {
        obj["spec"].BeUnchanged(old["spec"]);
        DeviceClaimRules.Validate(obj["spec"]);
    }

    protected override void ValidateStatus(Field obj, Field old)
    {
        var (status, consumers) = (obj["status"], obj["status"]["reservedFor"]);
        DeviceClaimRules.AtMost(consumers, MaxConsumers);
        var uids = default(SeenTexts);
        for (var i = 0; i < consumers.Count; i++)
        {
            foreach (var name in (ReadOnlySpan<string>)["resource", "name", "uid"])
            {
                consumers[i][name].Require();
            }

            if (!uids.Add(consumers[i]["uid"].Text))
            {
                consumers[i]["uid"].Duplicate(consumers[i]["uid"].Text);
            }
        }

        if (consumers.Count > 0 && !status["allocation"].IsSet)
        {
            consumers.Forbidden("may not be specified when `allocated` is not set");
        }

        if (old["status"]["allocation"].IsSet && status["allocation"].IsSet)
        {
            status["allocation"].BeUnchanged(old["status"]["allocation"]);
        }
    }
}
