using LightKube.Api.Certificates.V1;
using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission;

/// <summary>A certificate request says who made it, whatever its author wrote there: signers decide by that.</summary>
public sealed class CertificateRequester : IAdmissionPlugin
{
    public string Name => "CertificateRequester";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Create && request.IsFor(CertificateSigningRequest.Schema);

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var spec = request.Object!.Root.GetOrAddMap("spec");
        spec.Set("username", request.User.Name);
        spec.Set("uid", request.User.Uid.Length > 0 ? request.User.Uid : default(Value));
        spec.Set("groups", request.User.Groups.Count > 0 ? DocList.Of(request.User.Groups) : default(Value));
        spec.Remove("extra");
        foreach (var (key, values) in request.User.Extra)
        {
            spec.GetOrAddMap("extra").Set(key, DocList.Of(values));
        }

        return ValueTask.CompletedTask;
    }
}
