using LightKube.Api.Certificates.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>CertificateSigningRequests: asked once, then approved or denied, then signed, each through its own endpoint.</summary>
/// <remarks>Who asks is written into the spec by <see cref="CertificateRequester"/> before.</remarks>
public sealed class CertificateSigningRequestStrategy() : DefaultStrategy(CertificateSigningRequest.Schema)
{
    /// <summary>Ten minutes: shorter certificates would be renewed all the time.</summary>
    private const int MinSeconds = 600;

    protected override string WritableBy(string subresource) => "status";

    protected override void OnUpdate(Document document, Document old) => Keep(document.Root, old.Root, "spec");

    // Approving writes conditions alone; signing everything but the approval.
    protected override void OnSubresourceUpdate(Document document, Document old, string subresource)
    {
        var status = document.Root.GetOrAddMap("status");
        var before = old.Root.GetMap("status") ?? new DocMap();
        if (subresource == "approval")
        {
            Keep(status, before, "certificate");
        }
        else
        {
            KeepApproval(status, before);
        }
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<CertificateSigningRequest>().Spec;
        if (!CertificateRequestSubject.IsReadable(spec.Request))
        {
            errors.Invalid(FieldPath.Spec.Child("request"), spec.Field("request"), "PEM block type must be CERTIFICATE REQUEST");
        }

        var slash = spec.SignerName.IndexOf('/');
        if (spec.SignerName.Length == 0)
        {
            errors.Required(FieldPath.Spec.Child("signerName"));
        }
        else if (slash <= 0 || slash == spec.SignerName.Length - 1)
        {
            errors.Invalid(FieldPath.Spec.Child("signerName"), spec.SignerName, "must be a fully qualified domain and path of the form 'example.com/signer-name'");
        }

        if (spec.Usages.Count == 0)
        {
            errors.Required(FieldPath.Spec.Child("usages"));
        }

        if (spec.ExpirationSeconds is < MinSeconds and { } seconds)
        {
            errors.Invalid(FieldPath.Spec.Child("expirationSeconds"), seconds, "may not specify a duration less than 600 seconds (10 minutes)");
        }
    }

    public override void ValidateUpdate(Document document, Document old, string subresource, FieldErrors errors)
    {
        var request = document.As<CertificateSigningRequest>();
        if (request.Status.Conditions.Any(item => item.Type == "Approved") && request.Status.Conditions.Any(item => item.Type == "Denied"))
        {
            errors.Invalid(FieldPath.Status.Child("conditions"), default, "Approved and Denied conditions are mutually exclusive");
        }

        var before = old.As<CertificateSigningRequest>().Status.Certificate;
        if (before is { Length: > 0 } && !(request.Status.Certificate ?? []).AsSpan().SequenceEqual(before))
        {
            errors.Forbidden(FieldPath.Status.Child("certificate"), "updates may not change the certificate");
        }
    }

    private static void KeepApproval(DocMap status, DocMap before)
    {
        var conditions = new DocList();
        foreach (var (source, wantsApproval) in new[] { (before, true), (status, false) })
        {
            foreach (var item in (source.GetList("conditions") ?? new DocList()).Items)
            {
                var isApproval = item.AsMap?.GetString("type") is "Approved" or "Denied";
                if (isApproval == wantsApproval)
                {
                    conditions.Add(item.DeepClone());
                }
            }
        }

        status.Set("conditions", conditions.Count > 0 ? conditions : default(Value));
    }
}
