using LightKube.Api.Apps.V1;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Workloads;

/// <summary>ControllerRevisions: history does not change.</summary>
internal sealed class ControllerRevisionValidation() : KindValidation(ControllerRevision.Schema)
{
    protected override void Validate(Field obj)
    {
        if (!obj["data"].IsSet)
        {
            obj["data"].Required("data is mandatory");
        }

        obj["revision"].BeNotNegative();
    }

    protected override void ValidateUpdate(Field obj, Field old)
    {
        Validate(obj);
        obj["data"].BeUnchanged(old["data"]);
    }
}
