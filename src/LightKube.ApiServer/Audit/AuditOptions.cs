using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Audit;

/// <summary>What is written down of requests, and where to. Nothing without a policy.</summary>
public sealed record AuditOptions
{
    public AuditPolicy? Policy { get; init; }

    /// <summary>Null for no file.</summary>
    public AuditLogOptions? Log { get; init; }

    /// <summary>Null for no webhook.</summary>
    public WebhookEndpoint? Webhook { get; init; }

    public bool IsOn => Policy is not null && (Log is not null || Webhook is not null);
}
