using LightKube.ApiServer.Authentication.Oidc;

namespace LightKube.ApiServer.Authentication;

/// <summary>By what else than certificates and the cluster's own tokens users are known.</summary>
public sealed record AuthenticationOptions
{
    /// <summary>Requests may show no credentials; what they may do then is for the authorizers to say.</summary>
    public bool Anonymous { get; init; } = true;

    /// <summary>The paths that may be asked for without credentials; null for any.</summary>
    public IReadOnlyList<string>? AnonymousPaths { get; init; }

    /// <summary>Fixed tokens; null for none.</summary>
    public TokenFileAuthenticator? TokenFile { get; init; }

    /// <summary>Issuers of tokens elsewhere.</summary>
    public IReadOnlyList<JwtIssuerOptions> Issuers { get; init; } = [];

    /// <summary>What the cluster's own tokens have as their issuer: nobody else may be it.</summary>
    public IReadOnlyList<string> OwnIssuers { get; init; } = [];

    /// <summary>The file that issuers and rules for anonymous requests come from, read again when it changes; empty when they come from options.</summary>
    public string ConfigurationFile { get; init; } = "";

    /// <summary>Who is asked about tokens that nobody else knows; null for nobody.</summary>
    public WebhookTokenOptions? Webhook { get; init; }
}
