using LightKube.Api.Documents;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>What of an answer goes to the client as warnings and to the audit log as annotations.</summary>
internal static class WebhookNotes
{
    private const string Round = "webhook.admission.k8s.io/round_";

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

    public static void AddMutation(AdmissionRequest request, AdmissionWebhook webhook, int index, bool changed, Value patch)
    {
        if (request.Annotations is null)
        {
            return;
        }

        var place = $"{Round}{(request.Reinvocation.IsSecondRound ? 1 : 0)}_index_{index}";
        var note = new DocMap(4);
        note.Set("configuration", webhook.Configuration);
        note.Set("webhook", webhook.Name);
        note.Set("mutated", changed);
        request.Annotate("mutation." + place, note.ToString());
        if (changed)
        {
            note.Remove("mutated");
            note.Set("patch", patch);
            note.Set("patchType", "JSONPatch");
            request.Annotate("patch." + place, note.ToString());
        }
    }
}
