namespace LightKube.ApiServer.Tokens;

/// <summary>How service-account tokens are made and judged.</summary>
public sealed record ServiceAccountTokenOptions
{
    /// <summary>The <c>iss</c> of new tokens, and where their keys can be looked up: <c>https://kubernetes.default.svc.cluster.local</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary>Signs new tokens.</summary>
    public required TokenKey SigningKey { get; init; }

    /// <summary>Older keys whose tokens still count.</summary>
    public IReadOnlyList<TokenKey> OtherKeys { get; init; } = [];

    /// <summary>Older issuers whose tokens still count.</summary>
    public IReadOnlyList<string> OtherIssuers { get; init; } = [];

    /// <summary>What this API calls itself in <c>aud</c>; by default the issuer.</summary>
    public IReadOnlyList<string>? Audiences { get; init; }

    /// <summary>Longest life of a token.</summary>
    public TimeSpan MaxExpiration { get; init; } = TimeSpan.FromSeconds(1L << 32);

    public IReadOnlyList<string> ApiAudiences => Audiences ?? [Issuer];

    public IReadOnlyList<TokenKey> AllKeys => [SigningKey, .. OtherKeys];
}
