namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Webhooks that may change the object, one after the other.</summary>
internal sealed class MutatingWebhookAdmission(WebhookConfigurations configurations, WebhookMatcher matcher, WebhookCaller caller, WebhookPatch patch)
    : IAdmissionPlugin
{
    public string Name => "MutatingAdmissionWebhook";

    public bool Handles(AdmissionRequest request) => configurations.Mutating.Length > 0 && !WebhookMatcher.IsExempt(request);

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        var reinvocation = request.Reinvocation;
        reinvocation.Webhooks.Begin(request.Object);
        var webhooks = configurations.Mutating;
        for (var i = 0; i < webhooks.Length; i++)
        {
            var webhook = webhooks[i];
            if ((reinvocation.IsSecondRound && !reinvocation.Webhooks.IsRequired(webhook.Id))
                || await matcher.MatchAsync(webhook, request, cancel).ConfigureAwait(false) is not { } invocation)
            {
                continue;
            }

            await CallAsync(invocation, request, i, cancel).ConfigureAwait(false);
            if (webhook.IsReinvoked)
            {
                reinvocation.Webhooks.NoteAsked(webhook.Id);
            }
        }

        reinvocation.Webhooks.End(request.Object);
    }

    private async Task CallAsync(WebhookInvocation invocation, AdmissionRequest request, int index, CancellationToken cancel)
    {
        var changed = false;
        var written = default(Api.Documents.Value);
        try
        {
            if (await caller.CallAsync(invocation, request, mutating: true, cancel).ConfigureAwait(false) is not { } answer)
            {
                WebhookNotes.AddUnasked(request, invocation.Webhook, index);
                return;
            }

            WebhookNotes.Add(request, invocation.Webhook, answer);
            answer.ThrowIfDenied(invocation.Webhook.Name);
            written = answer.Patch;
            changed = !written.IsAbsent && await patch.ApplyAsync(invocation, request, written, cancel).ConfigureAwait(false);
        }
        finally
        {
            WebhookNotes.AddMutation(request, invocation.Webhook, index, changed, written);
        }

        if (changed)
        {
            request.Reinvocation.NoteChanged(request.Reinvocation.Webhooks);
        }
    }
}
