using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Webhooks;
using Microsoft.Extensions.Logging;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Calls one webhook for a request, and decides what a failed call means.</summary>
internal sealed partial class WebhookCaller(WebhookClient client, EquivalentResources equivalents, WebhookCounts counts, ILogger logger)
{
    /// <returns>The answer, or null when the call failed and the webhook's failurePolicy ignores that.</returns>
    /// <exception cref="ApiException">The webhook could not be asked, and must be.</exception>
    public async Task<WebhookAnswer?> CallAsync(WebhookInvocation invocation, AdmissionRequest request, bool mutating, CancellationToken cancel)
    {
        var (webhook, begin) = (invocation.Webhook, counts.Begin());
        if (request.DryRun && webhook.HasSideEffects)
        {
            Note(0, rejected: true, "apiserver_internal_error");
            throw ApiException.BadRequest($"admission webhook \"{webhook.Name}\" does not support dry run");
        }

        try
        {
            var answer = await AskAsync(invocation, request, mutating, cancel).ConfigureAwait(false);
            Note(answer.Code, !answer.Allowed, "no_error");
            return answer;
        }
        catch (WebhookException e) when (webhook.FailsClosed)
        {
            Note(CodeOf(e), rejected: true, "calling_webhook_error");
            throw ApiException.Internal(Failure(webhook, e), e);
        }
        catch (WebhookException e)
        {
            Note(CodeOf(e), rejected: false, "");
            counts.PassedOver(webhook.Name, mutating);
            LogFailingOpen(Failure(webhook, e));
            return null;
        }

        void Note(int code, bool rejected, string error) => counts.Called(webhook.Name, mutating, request.Verb, code, rejected, error, begin);
    }

    private async Task<WebhookAnswer> AskAsync(WebhookInvocation invocation, AdmissionRequest request, bool mutating, CancellationToken cancel)
    {
        var webhook = invocation.Webhook;
        if (webhook.Endpoint is null)
        {
            throw new WebhookException($"could not get REST client: {webhook.Fault}");
        }

        if (webhook.ReviewVersion.Length == 0)
        {
            throw new WebhookException("could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)");
        }

        var uid = Guid.NewGuid().ToString();
        var view = await equivalents.ViewAsync(request, invocation.As, cancel).ConfigureAwait(false);
        var review = AdmissionReviews.Of(view, webhook.ReviewVersion, uid);
        DocMap answer;
        try
        {
            answer = await client.PostAsync(webhook.Endpoint, review, webhook.Timeout, cancel).ConfigureAwait(false);
        }
        catch (WebhookException e)
        {
            throw new WebhookException($"failed to call webhook: {e.Message}", e);
        }

        try
        {
            return WebhookAnswer.Read(answer, webhook.ReviewVersion, uid, mutating);
        }
        catch (WebhookException e)
        {
            throw new WebhookException($"received invalid webhook response: {e.Message}", e);
        }
    }

    // Without an answer the webhook counts as unavailable.
    private static int CodeOf(WebhookException error) => error.StatusCode > 0 ? error.StatusCode : 503;

    private static string Failure(AdmissionWebhook webhook, WebhookException error) => $"failed calling webhook \"{webhook.Name}\": {error.Message}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Failure}; its failurePolicy lets the request pass")]
    private partial void LogFailingOpen(string failure);
}
