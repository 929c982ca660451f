namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>An issuer of JSON Web Tokens, and how their claims become users: an entry of AuthenticationConfiguration.jwt.</summary>
public sealed record JwtIssuerOptions
{
    /// <summary>The <c>iss</c> of its tokens; begins with https.</summary>
    public required string Url { get; init; }

    /// <summary>Where its keys are found out; empty for <c>URL/.well-known/openid-configuration</c>.</summary>
    public string DiscoveryUrl { get; init; } = "";

    /// <summary>By which its server must prove itself, as PEM; empty for the machine's own.</summary>
    public string CertificateAuthority { get; init; } = "";

    /// <summary>For whom its tokens must be; one of them is enough.</summary>
    public required IReadOnlyList<string> Audiences { get; init; }

    /// <summary>RS256 and so on; empty for all that are known.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = [];

    /// <summary>Claims that must have a value.</summary>
    public IReadOnlyList<(string Claim, string Value)> RequiredClaims { get; init; } = [];

    public required PrefixedClaim Username { get; init; }

    /// <summary>Null when tokens give no groups.</summary>
    public PrefixedClaim? Groups { get; init; }

    /// <summary>The claim of the uid; empty for none.</summary>
    public string UidClaim { get; init; } = "";
}

/// <param name="Claim">The claim's name.</param>
/// <param name="Prefix">Put before each value.</param>
public sealed record PrefixedClaim(string Claim, string Prefix);
