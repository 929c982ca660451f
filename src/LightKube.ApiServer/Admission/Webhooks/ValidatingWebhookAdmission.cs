namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Webhooks that judge the final object, all at once.</summary>
internal sealed class ValidatingWebhookAdmission(WebhookConfigurations configurations, WebhookMatcher matcher, WebhookCaller caller) : IAdmissionPlugin
{
    public string Name => "ValidatingAdmissionWebhook";

    public bool Handles(AdmissionRequest request) => configurations.Validating.Length > 0 && !WebhookMatcher.IsExempt(request);

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancel)
    {
        List<(AdmissionWebhook Webhook, Task<WebhookAnswer?> Call)>? calls = null;
        foreach (var webhook in configurations.Validating)
        {
            if (await matcher.MatchAsync(webhook, request, cancel).ConfigureAwait(false) is { } invocation)
            {
                (calls ??= []).Add((webhook, caller.CallAsync(invocation, request, mutating: false, cancel)));
            }
        }

        if (calls is null)
        {
            return;
        }

        await Task.WhenAll(calls.Select(static one => (Task)one.Call)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < calls.Count; i++)
        {
            var (webhook, call) = calls[i];
            if (call.IsCompletedSuccessfully && call.Result is { } answer)
            {
                WebhookNotes.Add(request, webhook, answer);
            }
            else if (call.IsCompletedSuccessfully)
            {
                WebhookNotes.AddUnaskedValidating(request, webhook, i);
            }
        }

        // Of several refusals the client is told the first one.
        foreach (var (webhook, call) in calls)
        {
            (await call.ConfigureAwait(false))?.ThrowIfDenied(webhook.Name);
        }
    }
}
