using LightKube.Api.Documents;
using LightKube.Api.Yaml;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Authentication.Oidc;

/// <summary>Reads the file of <c>--authentication-config</c>: kind AuthenticationConfiguration of apiserver.config.k8s.io/v1 (or v1beta1).</summary>
public static class AuthenticationConfiguration
{
    private const string NotYet = "expressions are not evaluated by this server; use claim, requiredValue and prefix";

    /// <summary>The options with what the file says.</summary>
    /// <exception cref="ConfigurationException">Something of it is wrong; all problems are told.</exception>
    public static AuthenticationOptions Read(string yaml, string path, AuthenticationOptions options)
    {
        try
        {
            return Of(YamlDocumentReader.ReadMap(yaml), path, options);
        }
        catch (DocumentFormatException e)
        {
            throw new ConfigurationException([$"{path}: {e.Message}"]);
        }
    }

    private static AuthenticationOptions Of(DocMap root, string path, AuthenticationOptions options)
    {
        var problems = new List<string>();
        if (root.GetString("kind") != "AuthenticationConfiguration" || root.GetString("apiVersion") is not ("apiserver.config.k8s.io/v1" or "apiserver.config.k8s.io/v1beta1"))
        {
            problems.Add("expected kind AuthenticationConfiguration of apiVersion apiserver.config.k8s.io/v1");
        }

        Unknown(root, "", problems, "apiVersion", "kind", "jwt", "anonymous");
        var issuers = new List<JwtIssuerOptions>();
        var jwt = root.GetList("jwt") ?? new DocList();
        for (var i = 0; i < jwt.Count; i++)
        {
            issuers.Add(IssuerOf(jwt[i].AsMap ?? new DocMap(), $"jwt[{i}]", problems));
        }

        foreach (var twice in issuers.GroupBy(issuer => issuer.Url).Where(group => group.Count() > 1))
        {
            problems.Add($"jwt: Duplicate value: \"{twice.Key}\"");
        }

        var anonymous = root.GetMap("anonymous");
        Unknown(anonymous, "anonymous", problems, "enabled", "conditions");
        if (problems.Count > 0)
        {
            throw new ConfigurationException([.. problems.Select(problem => $"{path}: {problem}")]);
        }

        return options with
        {
            Issuers = issuers,
            ConfigurationFile = path,
            Anonymous = anonymous?["enabled"].AsBool ?? options.Anonymous,
            AnonymousPaths = anonymous?.GetList("conditions") is { Count: > 0 } conditions ? [.. Maps(conditions).Select(item => item.GetString("path") ?? "")] : null,
        };
    }

    private static JwtIssuerOptions IssuerOf(DocMap entry, string at, List<string> problems)
    {
        Unknown(entry, at, problems, "issuer", "claimValidationRules", "claimMappings", "userValidationRules");
        var issuer = entry.GetMap("issuer") ?? new DocMap();
        Unknown(issuer, $"{at}.issuer", problems, "url", "discoveryURL", "certificateAuthority", "audiences", "audienceMatchPolicy");
        var mappings = entry.GetMap("claimMappings") ?? new DocMap();
        Unknown(mappings, $"{at}.claimMappings", problems, "username", "groups", "uid", "extra");
        if (entry.GetList("userValidationRules") is { Count: > 0 } || mappings.GetList("extra") is { Count: > 0 })
        {
            problems.Add($"{at}: userValidationRules and claimMappings.extra: {NotYet}");
        }

        var audiences = Strings(issuer.GetList("audiences"));
        if (audiences.Count == 0)
        {
            problems.Add($"{at}.issuer.audiences: Required value: at least one jwt[*].issuer.audiences is required");
        }

        return new JwtIssuerOptions
        {
            Url = Https(issuer.GetString("url") ?? "", $"{at}.issuer.url", problems),
            DiscoveryUrl = issuer.GetString("discoveryURL") is { Length: > 0 } discovery ? Https(discovery, $"{at}.issuer.discoveryURL", problems) : "",
            CertificateAuthority = issuer.GetString("certificateAuthority") ?? "",
            Audiences = audiences,
            RequiredClaims = [.. Maps(entry.GetList("claimValidationRules")).Select((rule, i) => RequiredOf(rule, $"{at}.claimValidationRules[{i}]", problems))],
            Username = ClaimOf(mappings.GetMap("username"), $"{at}.claimMappings.username", problems) ?? Missing($"{at}.claimMappings.username", problems),
            Groups = ClaimOf(mappings.GetMap("groups"), $"{at}.claimMappings.groups", problems),
            UidClaim = ClaimOf(mappings.GetMap("uid"), $"{at}.claimMappings.uid", problems, hasPrefix: false)?.Claim ?? "",
        };
    }

    private static (string Claim, string Value) RequiredOf(DocMap rule, string at, List<string> problems)
    {
        Unknown(rule, at, problems, "claim", "requiredValue", "expression", "message");
        if (rule.GetString("expression") is { Length: > 0 })
        {
            problems.Add($"{at}.expression: {NotYet}");
        }
        else if (rule.GetString("claim") is not { Length: > 0 })
        {
            problems.Add($"{at}.claim: Required value: claim or expression is required");
        }

        return (rule.GetString("claim") ?? "", rule.GetString("requiredValue") ?? "");
    }

    private static PrefixedClaim? ClaimOf(DocMap? mapping, string at, List<string> problems, bool hasPrefix = true)
    {
        if (mapping is null)
        {
            return null;
        }

        Unknown(mapping, at, problems, "claim", "prefix", "expression");
        if (mapping.GetString("expression") is { Length: > 0 })
        {
            problems.Add($"{at}.expression: {NotYet}");
            return new PrefixedClaim("", "");
        }

        if (mapping.GetString("claim") is not { Length: > 0 } claim)
        {
            problems.Add($"{at}: Required value: claim or expression is required");
            return new PrefixedClaim("", "");
        }

        // That none is wanted has to be said, so that nobody becomes system:masters by an oversight.
        if (hasPrefix && mapping.GetString("prefix") is null)
        {
            problems.Add($"{at}.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing");
        }

        return new PrefixedClaim(claim, mapping.GetString("prefix") ?? "");
    }

    private static PrefixedClaim Missing(string at, List<string> problems)
    {
        problems.Add($"{at}: Required value: claim or expression is required");
        return new PrefixedClaim("", "");
    }

    private static string Https(string url, string at, List<string> problems)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme != Uri.UriSchemeHttps)
        {
            problems.Add($"{at}: Invalid value: \"{url}\": URL scheme must be https");
        }

        return url;
    }

    private static void Unknown(DocMap? map, string at, List<string> problems, params string[] known)
    {
        foreach (var entry in (map ?? new DocMap()).Entries)
        {
            if (!known.Contains(entry.Key))
            {
                problems.Add($"unknown field \"{(at.Length == 0 ? entry.Key : $"{at}.{entry.Key}")}\"");
            }
        }
    }

    private static List<DocMap> Maps(DocList? list) => [.. (list ?? new DocList()).Items.ToArray().Select(item => item.AsMap ?? new DocMap())];

    private static List<string> Strings(DocList? list) => [.. (list ?? new DocList()).Items.ToArray().Select(item => item.AsString ?? "")];
}
