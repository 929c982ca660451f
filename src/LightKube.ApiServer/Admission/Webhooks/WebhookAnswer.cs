using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>What a webhook said.</summary>
/// <param name="Allowed">It lets the request pass.</param>
/// <param name="Status">Its reasons, or null.</param>
/// <param name="Warnings">For the client.</param>
/// <param name="AuditAnnotations">For the audit log, or null.</param>
/// <param name="Patch">A list of JSON patch operations; absent for none.</param>
internal sealed record WebhookAnswer(bool Allowed, DocMap? Status, DocList Warnings, DocMap? AuditAnnotations, Value Patch)
{
    /// <exception cref="WebhookException">The review breaks the rules for answers.</exception>
    public static WebhookAnswer Read(DocMap review, string version, string uid, bool mutating)
    {
        var response = review.GetMap("response") ?? throw new WebhookException("webhook response was absent");
        var isV1 = version == "v1";
        if (isV1)
        {
            CheckIdentity(review, response, uid);
        }

        return new WebhookAnswer(
            response["allowed"].AsBool ?? false,
            response.GetMap("status"),
            response.GetList("warnings") ?? new DocList(),
            response.GetMap("auditAnnotations"),
            PatchOf(response, isV1, mutating));
    }

    /// <exception cref="ApiException">The webhook refuses the request; what the client gets.</exception>
    public void ThrowIfDenied(string webhook)
    {
        if (!Allowed)
        {
            throw Denial(webhook);
        }
    }

    /// <summary>The HTTP status of a denial; 200 for none.</summary>
    public int Code => Allowed ? 200 : Status?["code"].AsInt is >= 400 and <= 999 and { } code ? (int)code : 400;

    private ApiException Denial(string webhook)
    {
        var deniedBy = $"admission webhook \"{webhook}\" denied the request";
        var status = Status?.DeepClone() ?? new DocMap();
        // What HTTP has no code for would break the answer.
        status.Set("code", Code);
        status.Set("message", status switch
        {
            _ when status.GetString("message") is { Length: > 0 } message => $"{deniedBy}: {message}",
            _ when status.GetString("reason") is { Length: > 0 } reason => $"{deniedBy}: {reason}",
            _ => $"{deniedBy} without explanation",
        });
        return ApiException.FromStatus(400, status);
    }

    private static void CheckIdentity(DocMap review, DocMap response, string uid)
    {
        if ((response.GetString("uid") ?? "") is var answered && answered != uid)
        {
            throw new WebhookException($"expected response.uid=\"{uid}\", got \"{answered}\"");
        }

        var (apiVersion, kind) = (review.GetString("apiVersion") ?? "", review.GetString("kind") ?? "");
        if ((apiVersion, kind) != ("admission.k8s.io/v1", "AdmissionReview"))
        {
            throw new WebhookException($"expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got {apiVersion}, Kind={kind}");
        }
    }

    private static Value PatchOf(DocMap response, bool isV1, bool mutating)
    {
        var patch = response.GetString("patch") ?? "";
        var type = response.GetString("patchType");
        if (!mutating)
        {
            return !isV1 || (patch.Length == 0 && type is null)
                ? default(Value)
                : throw new WebhookException($"validating webhook may not return response.{(patch.Length > 0 ? "patch" : "patchType")}");
        }

        if (isV1 && patch.Length > 0 != type is not null)
        {
            throw new WebhookException(patch.Length > 0
                ? "webhook returned response.patch but not response.patchType"
                : "webhook returned response.patchType but not response.patch");
        }

        if (isV1 && type is not (null or "JSONPatch"))
        {
            throw new WebhookException(type.Length == 0 ? "webhook returned invalid response.patchType of \"\"" : $"unsupported patch type \"{type}\"");
        }

        return patch.Length == 0 ? default : Decode(patch);
    }

    private static Value Decode(string base64)
    {
        try
        {
            return JsonDocumentReader.Read(Convert.FromBase64String(base64));
        }
        catch (Exception e) when (e is FormatException or DocumentFormatException)
        {
            throw new WebhookException($"response.patch cannot be read: {e.Message}", e);
        }
    }
}
