using LightKube.Api.Core.V1;

namespace LightKube.ApiServer.Admission;

/// <summary>Services take no addresses from outside that nobody gave them; what they have, they keep.</summary>
internal sealed class DenyServiceExternalIPs : IAdmissionPlugin
{
    public string Name => "DenyServiceExternalIPs";

    public bool Handles(AdmissionRequest request) => request.Verb is AdmissionVerb.Create or AdmissionVerb.Update && request.IsFor(Service.Schema);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var had = request.Old?.As<Service>().Spec.ExternalIPs;
        return request.Object!.As<Service>().Spec.ExternalIPs.All(address => had?.Contains(address) == true)
            ? ValueTask.CompletedTask
            : throw request.Forbid("Use of external IPs is denied by admission control.");
    }
}
