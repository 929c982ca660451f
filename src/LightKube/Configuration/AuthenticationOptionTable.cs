using LightKube.Foundation.Configuration;

namespace LightKube.Configuration;

/// <summary>The part of the server's options that says by what users are known. Names and meanings are kube-apiserver's.</summary>
internal static class AuthenticationOptionTable
{
    internal static readonly Option<string> Config = Options.Text(
        "authentication-config", "", "File with an AuthenticationConfiguration: issuers of tokens, anonymous requests.", "/etc/lightkube/authentication.yaml", "FILE");

    internal static readonly Option<string> Anonymous = Options.Choice(
        "anonymous-auth", "true", ["true", "false"], "Whether requests may come without credentials. They see health and version.");

    internal static readonly Option<string> TokenFile =
        Options.Text("token-auth-file", "", "File of fixed tokens, lines of token,user,uid,\"group1,group2\".", "/etc/lightkube/tokens.csv", "FILE");

    internal static readonly Option<string> WebhookFile = Options.Text(
        "authentication-token-webhook-config-file", "", "Kubeconfig of a webhook that is asked about tokens.", "/etc/lightkube/token-webhook.yaml", "FILE");

    internal static readonly Option<string> WebhookVersion = Options.Choice(
        "authentication-token-webhook-version", "v1", ["v1", "v1beta1"], "Version of the TokenReviews that the token webhook gets.");

    internal static readonly Option<TimeSpan> WebhookCacheLife = Options.Duration(
        "authentication-token-webhook-cache-ttl", TimeSpan.FromMinutes(2), "How long answers of the token webhook count.", "30s");

    internal static readonly Option<string> IssuerUrl =
        Options.Text("oidc-issuer-url", "", "Issuer of OpenID Connect tokens that are taken; begins with https.", "https://login.example.com", "URL");

    internal static readonly Option<string> ClientId = Options.Text("oidc-client-id", "", "For whom the issuer's tokens must be.", "kubernetes", "NAME");

    internal static readonly Option<string> CaFile = Options.Text(
        "oidc-ca-file", "", "Certificates by which the issuer must prove itself; by default those of the machine.", "/etc/lightkube/issuer-ca.crt", "FILE");

    internal static readonly Option<string> UsernameClaim = Options.Text("oidc-username-claim", "sub", "The claim that is the user's name.", "email", "CLAIM");

    internal static readonly Option<string> UsernamePrefix = Options.Text(
        "oidc-username-prefix", "", "What stands before user names; '-' for nothing, by default the issuer and '#', or nothing before email.", "oidc:", "TEXT");

    internal static readonly Option<string> GroupsClaim = Options.Text("oidc-groups-claim", "", "The claim that is the user's groups.", "groups", "CLAIM");

    internal static readonly Option<string> GroupsPrefix = Options.Text("oidc-groups-prefix", "", "What stands before groups.", "oidc:", "TEXT");

    internal static readonly Option<IReadOnlyList<string>> RequiredClaims =
        Options.List("oidc-required-claim", "Claims that tokens must have, with their values.", "hd=example.com", "CLAIM=VALUE,…");

    internal static readonly Option<IReadOnlyList<string>> Algorithms =
        Options.List("oidc-signing-algs", "Algorithms by which tokens may be signed; RS256 by default.", "RS256,ES256", "NAME,…");

    /// <summary>In the order in which help lists them.</summary>
    internal static readonly IReadOnlyList<Option> All =
    [
        Config, Anonymous, TokenFile, WebhookFile, WebhookVersion, WebhookCacheLife, IssuerUrl, ClientId, CaFile, UsernameClaim, UsernamePrefix, GroupsClaim, GroupsPrefix,
        RequiredClaims, Algorithms,
    ];
}
