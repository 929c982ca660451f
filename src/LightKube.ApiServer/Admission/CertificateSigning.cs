using LightKube.Api.Certificates.V1;
using LightKube.ApiServer.Authorization;

namespace LightKube.ApiServer.Admission;

/// <summary>Who puts a certificate into a request needs the verb <c>sign</c> on its signer.</summary>
public sealed class CertificateSigning(IAuthorizer authorizer) : IAdmissionPlugin
{
    public string Name => "CertificateSigning";

    public bool Handles(AdmissionRequest request) =>
        request is { Verb: AdmissionVerb.Update, Subresource: "status" } && ReferenceEquals(request.Kind, CertificateSigningRequest.Schema);

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var old = request.Old!.As<CertificateSigningRequest>();
        var isSame = old.Status.ToValue().Equals(request.Object!.As<CertificateSigningRequest>().Status.ToValue());
        if (!isSame && !await SignerRights.HasAsync(authorizer, request.User, "sign", old.Spec.SignerName, cancel).ConfigureAwait(false))
        {
            throw request.Forbid($"user not permitted to sign requests with signerName \"{old.Spec.SignerName}\"");
        }
    }
}
