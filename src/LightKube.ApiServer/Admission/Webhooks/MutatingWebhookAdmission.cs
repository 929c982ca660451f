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
        var index = 0; // Among those that are called, for the audit log.
        foreach (var webhook in configurations.Mutating)
        {
            if ((reinvocation.IsSecondRound && !reinvocation.Webhooks.IsRequired(webhook.Id))
                || await matcher.MatchAsync(webhook, request, cancel).ConfigureAwait(false) is not { } invocation)
            {
                continue;
            }

            await CallAsync(invocation, request, index++, cancel).ConfigureAwait(false);
            if (webhook.IsReinvoked)
            {
                reinvocation.Webhooks.NoteAsked(webhook.Id);
            }
        }

        reinvocation.Webhooks.End(request.Object);
    }

    private async Task CallAsync(WebhookInvocation invocation, AdmissionRequest request, int index, CancellationToken cancel)
    {
        var answer = await caller.CallAsync(invocation, request, mutating: true, cancel).ConfigureAwait(false);
        if (answer is null)
        {
            return;
        }

        WebhookNotes.Add(request, invocation.Webhook, answer);
        answer.ThrowIfDenied(invocation.Webhook.Name);
        var changed = !answer.Patch.IsAbsent && await patch.ApplyAsync(invocation, request, answer.Patch, cancel).ConfigureAwait(false);
        WebhookNotes.AddMutation(request, invocation.Webhook, index, changed, answer.Patch);
        if (changed)
        {
            request.Reinvocation.NoteChanged(request.Reinvocation.Webhooks);
        }
    }
}
