using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authentication.Oidc;
using LightKube.ApiServer.Webhooks;
using LightKube.Foundation.Configuration;
using Table = LightKube.Configuration.AuthenticationOptionTable;

namespace LightKube.Configuration;

/// <summary>Reads the files that options of authentication name, and makes what the API server takes.</summary>
internal static class AuthenticationSettings
{
    /// <param name="values">The options.</param>
    /// <param name="ownIssuer">That of the cluster's own tokens.</param>
    /// <exception cref="ConfigurationException">Values do not fit each other, or a file cannot be used.</exception>
    internal static AuthenticationOptions From(OptionValues values, string ownIssuer)
    {
        var issuer = values.Get(Table.IssuerUrl);
        var config = values.Get(Table.Config);
        if (config.Length > 0 && values.Given.FirstOrDefault(name => name.StartsWith("oidc-", StringComparison.Ordinal)) is { } flag)
            throw new ConfigurationException([$"'{Table.Config.Name}' and '{flag}' exclude each other: issuers stand in the file"]);
        if (config.Length > 0 && values.Given.Contains(Table.Anonymous.Name))
            throw new ConfigurationException([$"'{Table.Config.Name}' and '{Table.Anonymous.Name}' exclude each other: 'anonymous' stands in the file"]);
        var tokens = values.Get(Table.TokenFile);
        var webhook = values.Get(Table.WebhookFile);
        var options = new AuthenticationOptions
        {
            Anonymous = values.Get(Table.Anonymous) == "true",
            OwnIssuers = [ownIssuer],
            TokenFile = tokens.Length > 0 ? new TokenFileAuthenticator(Read(tokens), tokens) : null,
            Webhook = webhook.Length > 0 ? WebhookOf(webhook, values) : null,
            Issuers = issuer.Length > 0 ? [IssuerOf(values, issuer)] : [],
        };
        return config.Length > 0 ? AuthenticationConfiguration.Read(Read(config), config, options) : options;
    }

    private static WebhookTokenOptions WebhookOf(string file, OptionValues values) => new()
    {
        Endpoint = WebhookKubeconfig.Read(file),
        Version = values.Get(Table.WebhookVersion),
        CacheLife = values.Get(Table.WebhookCacheLife),
    };

    private static JwtIssuerOptions IssuerOf(OptionValues values, string url)
    {
        var problems = new List<string>();
        if (!url.StartsWith("https://", StringComparison.Ordinal))
            problems.Add($"'{url}' is no value for '{Table.IssuerUrl.Name}': expected a URL that begins with https://");
        if (values.Get(Table.ClientId).Length == 0)
            problems.Add($"'{Table.IssuerUrl.Name}' needs '{Table.ClientId.Name}': for whom tokens must be");
        var unknown = values.Get(Table.Algorithms).FirstOrDefault(name => !JsonWebKey.Algorithms.Contains(name));
        if (unknown is not null)
            problems.Add($"'{unknown}' is no value for '{Table.Algorithms.Name}': expected {string.Join(", ", JsonWebKey.Algorithms)}");
        var required = values.Get(Table.RequiredClaims).Select(text => text.Split('=', 2)).ToList();
        if (required.Exists(parts => parts.Length < 2))
            problems.Add($"'{Table.RequiredClaims.Name}' expects CLAIM=VALUE");
        if (problems.Count > 0)
            throw new ConfigurationException(problems);
        var authority = values.Get(Table.CaFile);
        var groups = values.Get(Table.GroupsClaim);
        return new JwtIssuerOptions
        {
            Url = url,
            CertificateAuthority = authority.Length > 0 ? Read(authority) : "",
            Audiences = [values.Get(Table.ClientId)],
            Algorithms = values.Get(Table.Algorithms) is { Count: > 0 } algorithms ? algorithms : ["RS256"],
            RequiredClaims = [.. required.Select(parts => (parts[0], parts[1]))],
            Username = new ClaimMapping(values.Get(Table.UsernameClaim), UsernamePrefix(values, url)),
            Groups = groups.Length > 0 ? new ClaimMapping(groups, values.Get(Table.GroupsPrefix)) : null,
        };
    }

    private static string UsernamePrefix(OptionValues values, string url) => values.Get(Table.UsernamePrefix) switch
    {
        "-" => "",
        "" => values.Get(Table.UsernameClaim) == "email" ? "" : url + "#",
        var prefix => prefix,
    };

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([error.Message]);
        }
    }
}
