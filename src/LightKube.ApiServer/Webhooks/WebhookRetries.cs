using LightKube.Api.Documents;

namespace LightKube.ApiServer.Webhooks;

/// <summary>Asks a webhook of authentication or authorization again when what kept it from answering may pass. Upstream's numbers.</summary>
internal static class WebhookRetries
{
    private const int Attempts = 5;
    private const double Factor = 1.5;
    private const double Jitter = 0.2;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc cref="WebhookClient.PostAsync(WebhookEndpoint, DocMap, TimeSpan, CancellationToken)"/>
    /// <param name="client">Posts the question.</param>
    /// <param name="endpoint">Where to.</param>
    /// <param name="question">The object.</param>
    /// <param name="timeout">For each attempt.</param>
    /// <param name="time">For the waits between them: half a second, then half as long again each.</param>
    /// <param name="cancel">Ends it, with an OperationCanceledException.</param>
    public static async Task<DocMap> AskAsync(
        this WebhookClient client, WebhookEndpoint endpoint, DocMap question, TimeSpan timeout, TimeProvider time, CancellationToken cancel)
    {
        var wait = FirstWait;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await client.PostAsync(endpoint, question, timeout, cancel);
            }
            catch (WebhookException e) when (e.IsTransient && attempt < Attempts)
            {
                await Task.Delay(wait * (1 + (Jitter * Random.Shared.NextDouble())), time, cancel);
                wait *= Factor;
            }
        }
    }
}
