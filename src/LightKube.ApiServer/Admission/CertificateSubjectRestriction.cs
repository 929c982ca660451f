using LightKube.Api.Certificates.V1;
using LightKube.ApiServer.Authentication;

namespace LightKube.ApiServer.Admission;

/// <summary>Nobody gets a client certificate of the group <c>system:masters</c>, which cannot be taken back.</summary>
public sealed class CertificateSubjectRestriction : IAdmissionPlugin
{
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";

    public string Name => "CertificateSubjectRestriction";

    public bool Handles(AdmissionRequest request) => request.Verb == AdmissionVerb.Create && request.IsFor(CertificateSigningRequest.Schema);

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var spec = request.Object!.As<CertificateSigningRequest>().Spec;
        if (spec.SignerName == ClientSigner && CertificateRequestSubject.Organizations(spec.Request).Contains(UserNames.Masters))
        {
            throw request.Forbid($"use of {ClientSigner} signer with {UserNames.Masters} group is not allowed");
        }

        return ValueTask.CompletedTask;
    }
}
