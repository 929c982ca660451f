using LightKube.Api.Certificates.V1;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission;

/// <summary>Who approves a certificate request needs the verb <c>approve</c> on its signer.</summary>
public sealed class CertificateApproval(IAuthorizer authorizer) : IAdmissionPlugin
{
    public string Name => "CertificateApproval";

    public bool Handles(AdmissionRequest request) =>
        request is { Verb: AdmissionVerb.Update, Subresource: "approval" } && ReferenceEquals(request.Kind, CertificateSigningRequest.Schema);

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var signer = request.Old!.As<CertificateSigningRequest>().Spec.SignerName;
        if (!await SignerRights.HasAsync(authorizer, request.User, "approve", signer, cancel).ConfigureAwait(false))
        {
            throw request.Forbid($"user not permitted to approve requests with signerName \"{signer}\"");
        }
    }
}
