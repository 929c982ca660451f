using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>What of an answer goes to the client as warnings and to the audit log as annotations.</summary>
internal static class WebhookNotes
{
    private const string Mutation = "mutation.webhook.admission.k8s.io/";
    private const string Patch = "patch.webhook.admission.k8s.io/";

    /// <summary>True for a note that shows what was in the object, which is for those who may see the request's body.</summary>
    public static bool HasContent(string name) => name.StartsWith(Patch, StringComparison.Ordinal);

    public static void Add(AdmissionRequest request, AdmissionWebhook webhook, WebhookAnswer answer)
    {
        foreach (ref readonly var warning in answer.Warnings.Items)
        {
            request.Warnings.Add(warning.AsString ?? "");
        }

        foreach (ref readonly var annotation in (answer.AuditAnnotations ?? new DocMap()).Entries)
        {
            request.Annotate($"{webhook.Name}/{annotation.Key}", annotation.Value.AsString ?? "");
        }
    }

    /// <summary>A mutating webhook could not be asked, and was passed over.</summary>
    /// <param name="request">What it was to see.</param>
    /// <param name="webhook">Which.</param>
    /// <param name="index">Its place among all mutating webhooks.</param>
    public static void AddUnasked(AdmissionRequest request, AdmissionWebhook webhook, int index) =>
        request.Annotate("failed-open." + Mutation + Place(request, index), webhook.Name);

    /// <summary>Likewise a validating one.</summary>
    /// <param name="request">What it was to see.</param>
    /// <param name="webhook">Which.</param>
    /// <param name="index">Its place among those that are asked.</param>
    public static void AddUnaskedValidating(AdmissionRequest request, AdmissionWebhook webhook, int index) =>
        request.Annotate($"failed-open.validating.webhook.admission.k8s.io/round_0_index_{index}", webhook.Name);

    public static void AddMutation(AdmissionRequest request, AdmissionWebhook webhook, int index, bool changed, Value patch)
    {
        if (request.Annotations is null)
        {
            return;
        }

        var place = Place(request, index);
        var note = new DocMap(4);
        note.Set("configuration", webhook.Configuration);
        note.Set("webhook", webhook.Name);
        note.Set("mutated", changed);
        request.Annotate(Mutation + place, note.ToString());
        if (changed)
        {
            note.Remove("mutated");
            note.Set("patch", patch);
            note.Set("patchType", "JSONPatch");
            request.Annotate(Patch + place, note.ToString());
        }
    }

    private static string Place(AdmissionRequest request, int index) => $"round_{(request.Reinvocation.IsSecondRound ? 1 : 0)}_index_{index}";
}
