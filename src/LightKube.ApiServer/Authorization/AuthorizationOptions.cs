using LightKube.ApiServer.Webhooks;

namespace LightKube.ApiServer.Authorization;

public enum AuthorizerType
{
    Node,
    Rbac,
    Webhook,
    AlwaysAllow,
    AlwaysDeny,
}

/// <summary>One of the authorizers, in the order in which they are asked.</summary>
/// <param name="Type">Which.</param>
/// <param name="Webhook">For <see cref="AuthorizerType.Webhook"/>; else null.</param>
public sealed record AuthorizerOptions(AuthorizerType Type, WebhookAuthorizerOptions? Webhook = null)
{
    /// <summary>What a cluster has when nothing else is said.</summary>
    public static readonly IReadOnlyList<AuthorizerOptions> Default = [new(AuthorizerType.Node), new(AuthorizerType.Rbac)];
}

/// <summary>Who is asked, and how long answers count.</summary>
public sealed record WebhookAuthorizerOptions
{
    public required WebhookEndpoint Endpoint { get; init; }

    /// <summary>How long an allowing answer counts.</summary>
    public TimeSpan AllowedLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long any other answer counts.</summary>
    public TimeSpan DeniedLife { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one question.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether a webhook that does not answer means a refusal, or that the next authorizer is asked.</summary>
    public bool DeniesOnFailure { get; init; }
}
