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

/// <summary>Who decides what users may do.</summary>
public sealed record AuthorizationOptions
{
    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<AuthorizerOptions> Authorizers { get; init; } = [new(AuthorizerType.Node), new(AuthorizerType.Rbac)];

    /// <summary>The file that they come from, read again when it changes; empty when they come from options.</summary>
    public string ConfigurationFile { get; init; } = "";
}

/// <summary>One of the authorizers.</summary>
/// <param name="Type">Which.</param>
/// <param name="Webhook">For <see cref="AuthorizerType.Webhook"/>; else null.</param>
public sealed record AuthorizerOptions(AuthorizerType Type, WebhookAuthorizerOptions? Webhook = null)
{
    /// <summary>For metrics.</summary>
    public string Name { get; init; } = UsualNameOf(Type);

    /// <summary>The type as configurations and metrics call it.</summary>
    public static string NameOf(AuthorizerType type) => type == AuthorizerType.Rbac ? "RBAC" : type.ToString();

    /// <summary>The name of an authorizer of which there is one.</summary>
    public static string UsualNameOf(AuthorizerType type) => NameOf(type).ToLowerInvariant();
}

/// <summary>Who is asked, and how long answers count.</summary>
public sealed record WebhookAuthorizerOptions
{
    public required WebhookEndpoint Endpoint { get; init; }

    /// <summary>Of the SubjectAccessReview that is posted: v1 or v1beta1.</summary>
    public string Version { get; init; } = "v1";

    /// <summary>When it is asked; null for always.</summary>
    public AuthorizationConditions? Conditions { get; init; }

    /// <summary>How long an allowing answer counts; zero for not at all.</summary>
    public TimeSpan AllowedLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long any other answer counts; zero for not at all.</summary>
    public TimeSpan DeniedLife { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For one question.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether a webhook that does not answer means a refusal, or that the next authorizer is asked.</summary>
    public bool DeniesOnFailure { get; init; }
}
