using LightKube.Api.Authorization.V1;
using LightKube.Api.Certificates.V1;
using LightKube.Api.Documents;
using LightKube.Api.Views;
using LightKube.Client;
using LightKube.Client.Informers;
using LightKube.Client.Reconciling;

namespace LightKube.Controllers.Certificates;

/// <summary>Approves kubelets' requests for client certificates, when their makers may make these: their own again, or with a join token a first one.</summary>
internal sealed class CertificateApprovingReconciler(CachedClient client, IClient api) : IReconciler<CertificateSigningRequest>
{
    public string Name => "csrapproving";

    public Reads Reads => Reads.Own<CertificateSigningRequest>();

    public Writes Writes => Writes.Only<CertificateSigningRequest>().And<SubjectAccessReview>();

    public async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        if (client.Find<CertificateSigningRequest>(key) is not { } request
            || request.Status.Certificate is { Length: > 0 } || request.Has("Approved") || request.Has("Denied")
            || RequestedCertificate.TryRead(request.Spec.Request ?? []) is not { } wanted
            || request.Spec.SignerName != SignerRules.KubeletClient
            || SignerRules.Problem(SignerRules.KubeletClient, wanted, [.. request.Spec.Usages]) is not null)
            return Outcome.Done;
        if (request.Spec.Username == wanted.CommonName && await MayAsync(request, "selfnodeclient", cancel))
            await ApproveAsync(request, "Auto approving self kubelet client certificate after SubjectAccessReview.", cancel);
        else if (await MayAsync(request, "nodeclient", cancel))
            await ApproveAsync(request, "Auto approving kubelet client certificate after SubjectAccessReview.", cancel);
        return Outcome.Done;
    }

    private async Task<bool> MayAsync(CertificateSigningRequest request, string subresource, CancellationToken cancel)
    {
        var review = new SubjectAccessReview();
        review.Spec.User = request.Spec.Username;
        review.Spec.Uid = request.Spec.Uid;
        review.Spec.Groups.ReplaceWith(request.Spec.Groups);
        review.Spec.ResourceAttributes.Group = "certificates.k8s.io";
        review.Spec.ResourceAttributes.Resource = "certificatesigningrequests";
        review.Spec.ResourceAttributes.Verb = "create";
        review.Spec.ResourceAttributes.Subresource = subresource;
        return (await api.CreateAsync(review, cancel)).Status.Allowed;
    }

    private async Task ApproveAsync(CertificateSigningRequest request, string message, CancellationToken cancel)
    {
        var approved = request.MutableCopy();
        approved.Add("Approved", "AutoApproved", message);
        await client.UpdateAsync(new Document(CertificateSigningRequest.Schema, approved.Map), "approval", cancel);
    }
}
