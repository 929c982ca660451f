using LightKube.Api.CustomResources;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Json;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;
using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.CustomResources;

/// <summary>The strategy Webhook: a server of the definition's author converts. Objects that go to the same version go in one question.</summary>
/// <param name="client">Asks.</param>
/// <param name="clientConfig">Where the webhook is.</param>
/// <param name="reviewVersions">The versions of ConversionReview that it knows, the preferred one first.</param>
internal sealed class WebhookConversion(WebhookClient client, DocMap clientConfig, IReadOnlyList<string> reviewVersions) : IVersionConversion
{
    /// <summary>Upstream sets none but that of the whole request, which is a minute.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Objects in one question; lists of more are asked about piece by piece, so that answers stay within their bound.</summary>
    private const int MaxObjects = 500;

    // A configuration that leads nowhere fails whoever needs a conversion, not the definition.
    private readonly Lazy<WebhookEndpoint> _endpoint = new(() => WebhookEndpoint.From(clientConfig));

    public async ValueTask PrepareAsync(IReadOnlyList<CacheEntry> entries, KindSchema to, CancellationToken cancel)
    {
        var missing = new List<CustomEntry>();
        foreach (var entry in entries)
        {
            if (!ReferenceEquals(entry.Schema, to) && entry is CustomEntry custom && custom.ConvertedTo(to) is null)
            {
                missing.Add(custom);
            }
        }

        foreach (var chunk in missing.Chunk(MaxObjects))
        {
            var converted = await AskAsync(Array.ConvertAll(chunk, static entry => entry.Document(keep: false)), to, cancel);
            for (var i = 0; i < chunk.Length; i++)
            {
                chunk[i].Remember(to, JsonDocumentWriter.ToBytes(converted[i]));
            }
        }
    }

    public async ValueTask<Document> ConvertAsync(Document document, KindSchema to, CancellationToken cancel) =>
        new(to, (await AskAsync([document], to, cancel))[0]);

    private async Task<DocMap[]> AskAsync(Document[] documents, KindSchema to, CancellationToken cancel)
    {
        var from = $"{documents[0].Schema.ApiVersion}, Kind={documents[0].Schema.Kind}";
        try
        {
            var uid = ObjectNames.NewUid();
            var review = ConversionReviews.Request(reviewVersions, uid, to.ApiVersion, documents);
            var answer = await client.PostAsync(_endpoint.Value, review, Timeout, cancel);
            var converted = ConversionReviews.ConvertedObjects(answer, review.GetString("apiVersion")!, uid, documents, to);
            foreach (var root in converted)
            {
                CustomObjects.Repair(root, to);
            }

            return converted;
        }
        catch (Exception e) when (e is WebhookException or ConversionException)
        {
            throw new ApiException(500, StatusReason.InternalError, $"conversion webhook for {from} {(e is ConversionException ? "" : "failed: ")}{e.Message}", e);
        }
    }
}
