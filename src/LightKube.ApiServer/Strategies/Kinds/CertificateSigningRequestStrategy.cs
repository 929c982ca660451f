using LightKube.Api.Certificates.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Validation;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>CertificateSigningRequests: asked once, then approved or denied, then signed, each through its own endpoint.</summary>
/// <remarks>Who asks is written into the spec by <see cref="CertificateRequester"/> before.</remarks>
public sealed class CertificateSigningRequestStrategy(TimeProvider time) : DefaultStrategy(CertificateSigningRequest.Schema)
{
    /// <summary>Ten minutes: shorter certificates would be renewed all the time.</summary>
    private const int MinSeconds = 600;

    private const string LegacySigner = "kubernetes.io/legacy-unknown";

    private static readonly string[] AllUsages =
    [
        "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature",
        "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc",
        "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping",
    ];

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

        StampConditions(status, before);
    }

    // When a condition was written, and since when it holds, is the server's to say if the writer does not.
    private void StampConditions(DocMap status, DocMap before)
    {
        var now = ViewScalars.FormatTime(time.GetUtcNow());
        foreach (var item in (status.GetList("conditions") ?? new DocList()).Items)
        {
            var condition = item.AsMap!;
            if (condition["lastUpdateTime"].IsAbsentOrNull)
            {
                condition.Set("lastUpdateTime", now);
            }

            if (condition["lastTransitionTime"].IsAbsentOrNull)
            {
                var same = Find(before, condition.GetString("type"));
                condition.Set("lastTransitionTime", same is not null && same.GetString("status") == condition.GetString("status") ? same["lastTransitionTime"] : now);
            }
        }
    }

    private static DocMap? Find(DocMap status, string? type)
    {
        foreach (var item in (status.GetList("conditions") ?? new DocList()).Items)
        {
            if (item.AsMap?.GetString("type") == type)
            {
                return item.AsMap;
            }
        }

        return null;
    }

    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var spec = document.As<CertificateSigningRequest>().Spec;
        if (!CertificateRequestSubject.IsReadable(spec.Request))
        {
            errors.Invalid(FieldPath.Spec.Child("request"), spec.Field("request"), "PEM block type must be CERTIFICATE REQUEST");
        }

        var signer = errors.Root(document.Root)["spec"]["signerName"];
        SignerNames.Validate(signer);
        if (spec.SignerName == LegacySigner)
        {
            signer.Invalid("the legacy signerName is not allowed via this API version");
        }

        Usages(spec.Usages, errors);

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

        Conditions(request.Status.Conditions, errors);
        foreach (var type in (ReadOnlySpan<string>)["Approved", "Denied", "Failed"])
        {
            if (old.As<CertificateSigningRequest>().Status.Conditions.Any(item => item.Type == type) && !request.Status.Conditions.Any(item => item.Type == type))
            {
                errors.Forbidden(FieldPath.Status.Child("conditions"), $"updates may not remove a condition of type \"{type}\"");
            }
        }

        var before = old.As<CertificateSigningRequest>().Status.Certificate;
        if (before is { Length: > 0 } && !(request.Status.Certificate ?? []).AsSpan().SequenceEqual(before))
        {
            errors.Forbidden(FieldPath.Status.Child("certificate"), "updates may not change the certificate");
        }
    }

    private static void Usages(StringList usages, FieldErrors errors)
    {
        if (usages.Count == 0)
        {
            errors.Required(FieldPath.Spec.Child("usages"));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < usages.Count; i++)
        {
            var path = FieldPath.Spec.Child("usages").Index(i);
            if (!AllUsages.Contains(usages[i]))
            {
                errors.NotSupported(path, usages[i], AllUsages);
            }

            if (!seen.Add(usages[i]))
            {
                errors.Duplicate(path, usages[i]);
            }
        }
    }

    private static void Conditions(ListView<CertificateSigningRequestCondition> conditions, FieldErrors errors)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            var path = FieldPath.Status.Child("conditions").Index(i);
            var condition = conditions[i];
            if (condition.Type.Length == 0)
            {
                errors.Required(path.Child("type"));
            }
            else if (!seen.Add(condition.Type))
            {
                errors.Duplicate(path.Child("type"), condition.Type);
            }

            if (condition.Status.Length == 0)
            {
                errors.Required(path.Child("status"));
            }
            else if (condition.Type is "Approved" or "Denied" or "Failed" && condition.Status != "True")
            {
                errors.NotSupported(path.Child("status"), condition.Status, "True");
            }
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
