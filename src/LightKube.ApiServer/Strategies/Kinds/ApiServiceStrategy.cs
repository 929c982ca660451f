using LightKube.Api.ApiRegistration.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>APIServices: who serves a group-version.</summary>
public sealed class ApiServiceStrategy(TimeProvider time) : DefaultStrategy(APIService.Schema)
{
    private const int DefaultPort = 443;

    public override void SetDefaults(Document document)
    {
        if (document.Root.GetMap("spec")?.GetMap("service") is { } service && service["port"].IsAbsentOrNull)
        {
            service.Set("port", DefaultPort);
        }
    }

    // What this server serves itself is there at once.
    protected override void OnCreate(Document document)
    {
        var service = document.As<APIService>();
        if (service.Spec.Service.IsPresent)
        {
            return;
        }

        var condition = service.Status.Conditions.AddNew();
        (condition.Type, condition.Status, condition.LastTransitionTime) = ("Available", "True", time.GetUtcNow());
        (condition.Reason, condition.Message) = (Aggregation.AvailabilityCondition.Local.Reason, Aggregation.AvailabilityCondition.Local.Message);
    }
}
