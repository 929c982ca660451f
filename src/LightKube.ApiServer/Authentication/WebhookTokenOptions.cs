using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Authentication;

/// <summary>Who is asked about tokens that nobody else knows.</summary>
public sealed record WebhookTokenOptions
{
    public required WebhookEndpoint Endpoint { get; init; }

    /// <summary>Of the TokenReview that is posted: v1 or v1beta1.</summary>
    public string Version { get; init; } = "v1";

    /// <summary>How long answers count.</summary>
    public TimeSpan CacheLife { get; init; } = TimeSpan.FromMinutes(2);
}
