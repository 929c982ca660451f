using System.Text;
using LightKube.Api.Certificates.V1;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Certificates;

/// <summary>Signs approved requests for Kubernetes' own signers; says so on those that it may not sign.</summary>
internal sealed class CertificateSigningReconciler(CachedClient client, CertificateSigner signer) : IReconciler<CertificateSigningRequest>
{
    public string Name => "csrsigning";

    public Reads Reads => Reads.Own<CertificateSigningRequest>();

    public Writes Writes => Writes.Only<CertificateSigningRequest>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<CertificateSigningRequest>(key) is not { } request
            || !request.Has("Approved") || request.Has("Denied") || request.Has("Failed")
            || request.Status.Certificate is { Length: > 0 } || !SignerRules.IsOurs(request.Spec.SignerName)
            || RequestedCertificate.TryRead(request.Spec.Request ?? []) is not { } wanted)
            return Outcome.Done;
        var changed = request.MutableCopy();
        if (SignerRules.Problem(request.Spec.SignerName, wanted, [.. request.Spec.Usages]) is { } problem)
            changed.Add("Failed", "SignerValidationFailure", problem);
        else
            changed.Status.Certificate = Encoding.ASCII.GetBytes(signer.Sign(wanted, request.Spec.Usages, request.Spec.ExpirationSeconds));
        await client.UpdateStatusAsync(changed, cancel);
        return Outcome.Done;
    }
}
