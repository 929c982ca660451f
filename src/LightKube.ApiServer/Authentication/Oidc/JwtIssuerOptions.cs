using LightKube.Api.Cel;

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

    /// <summary>Expressions over <c>claims</c> that must be true.</summary>
    public IReadOnlyList<IdentityRule> ClaimRules { get; init; } = [];

    /// <summary>Expressions over <c>user</c> that must be true.</summary>
    public IReadOnlyList<IdentityRule> UserRules { get; init; } = [];

    public required ClaimMapping Username { get; init; }

    /// <summary>Null when tokens give no groups.</summary>
    public ClaimMapping? Groups { get; init; }

    /// <summary>Null when tokens give no uid.</summary>
    public ClaimMapping? Uid { get; init; }

    /// <summary>What else users are known by: keys of <c>extra</c>, with expressions over <c>claims</c>.</summary>
    public IReadOnlyList<(string Key, CelProgram Values)> Extra { get; init; } = [];
}

/// <summary>Where something of a user comes from: a claim, or an expression over all of them.</summary>
/// <param name="Claim">The claim's name; empty where there is an expression.</param>
/// <param name="Prefix">Put before each value of the claim.</param>
/// <param name="Expression">Null where a claim is named.</param>
public sealed record ClaimMapping(string Claim, string Prefix = "", CelProgram? Expression = null);

/// <summary>What must be true of a token or of its user.</summary>
/// <param name="Expression">Gives true or false.</param>
/// <param name="Message">For the log, when it is not; may be empty.</param>
public sealed record IdentityRule(CelProgram Expression, string Message);
