using LightKube.Api.Documents;
using LightKube.Api.Yaml;
using LightKube.ApiServer.Webhooks;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Authorization;

/// <summary>Reads the file of <c>--authorization-config</c>: kind AuthorizationConfiguration of apiserver.config.k8s.io/v1 (or v1beta1).</summary>
public static class AuthorizationConfiguration
{
    /// <exception cref="ConfigurationException">Something of it is wrong; all problems are told.</exception>
    public static IReadOnlyList<AuthorizerOptions> Read(string yaml, string path)
    {
        var problems = new List<string>();
        try
        {
            var authorizers = Of(YamlDocumentReader.ReadMap(yaml), problems);
            return problems.Count == 0 ? authorizers : throw new ConfigurationException([.. problems.Select(problem => $"{path}: {problem}")]);
        }
        catch (DocumentFormatException e)
        {
            throw new ConfigurationException([$"{path}: {e.Message}"]);
        }
    }

    private static List<AuthorizerOptions> Of(DocMap root, List<string> problems)
    {
        if (root.GetString("kind") != "AuthorizationConfiguration" || root.GetString("apiVersion") is not ("apiserver.config.k8s.io/v1" or "apiserver.config.k8s.io/v1beta1"))
        {
            problems.Add("expected kind AuthorizationConfiguration of apiVersion apiserver.config.k8s.io/v1");
        }

        Unknown(root, "", problems, "apiVersion", "kind", "authorizers");
        var authorizers = new List<AuthorizerOptions>();
        var list = root.GetList("authorizers") ?? new DocList();
        for (var i = 0; i < list.Count; i++)
        {
            if (AuthorizerOf(list[i].AsMap ?? new DocMap(), $"authorizers[{i}]", problems) is { } authorizer)
            {
                authorizers.Add(authorizer);
            }
        }

        if (list.Count == 0)
        {
            problems.Add("authorizers: Required value: at least one authorization mode must be defined");
        }

        foreach (var twice in authorizers.Where(item => item.Type != AuthorizerType.Webhook).GroupBy(item => item.Type).Where(group => group.Count() > 1))
        {
            problems.Add($"authorizers: Duplicate value: \"{twice.Key}\"");
        }

        return authorizers;
    }

    private static AuthorizerOptions? AuthorizerOf(DocMap entry, string at, List<string> problems)
    {
        Unknown(entry, at, problems, "type", "name", "webhook");
        if (entry.GetString("name") is not { Length: > 0 })
        {
            problems.Add($"{at}.name: Required value");
        }

        var type = entry.GetString("type") ?? "";
        switch (type)
        {
            case "Node": return new AuthorizerOptions(AuthorizerType.Node);
            case "RBAC": return new AuthorizerOptions(AuthorizerType.Rbac);
            case "AlwaysAllow": return new AuthorizerOptions(AuthorizerType.AlwaysAllow);
            case "AlwaysDeny": return new AuthorizerOptions(AuthorizerType.AlwaysDeny);
            case "Webhook" when entry.GetMap("webhook") is { } webhook:
                return WebhookOf(webhook, $"{at}.webhook", problems) is { } options ? new AuthorizerOptions(AuthorizerType.Webhook, options) : null;
            case "Webhook":
                problems.Add($"{at}.webhook: Required value: required when type=Webhook");
                return null;
            default:
                problems.Add($"{at}.type: Unsupported value: \"{type}\": supported values: \"AlwaysAllow\", \"AlwaysDeny\", \"Node\", \"RBAC\", \"Webhook\"");
                return null;
        }
    }

    private static WebhookAuthorizerOptions? WebhookOf(DocMap webhook, string at, List<string> problems)
    {
        Unknown(webhook, at, problems, "authorizedTTL", "cacheAuthorizedRequests", "unauthorizedTTL", "cacheUnauthorizedRequests", "timeout",
            "subjectAccessReviewVersion", "matchConditionSubjectAccessReviewVersion", "failurePolicy", "connectionInfo", "matchConditions");
        if (webhook.GetList("matchConditions") is { Count: > 0 })
        {
            problems.Add($"{at}.matchConditions: expressions are not evaluated by this server");
        }

        if (webhook.GetString("subjectAccessReviewVersion") != "v1")
        {
            problems.Add($"{at}.subjectAccessReviewVersion: Unsupported value: \"{webhook.GetString("subjectAccessReviewVersion")}\": supported values: \"v1\"");
        }

        var policy = webhook.GetString("failurePolicy") ?? "";
        if (policy is not ("NoOpinion" or "Deny"))
        {
            problems.Add($"{at}.failurePolicy: Unsupported value: \"{policy}\": supported values: \"Deny\", \"NoOpinion\"");
        }

        var connection = webhook.GetMap("connectionInfo") ?? new DocMap();
        if (connection.GetString("type") != "KubeConfigFile" || connection.GetString("kubeConfigFile") is not { Length: > 0 } file)
        {
            problems.Add($"{at}.connectionInfo: expected type KubeConfigFile and a kubeConfigFile");
            return null;
        }

        return new WebhookAuthorizerOptions
        {
            Endpoint = WebhookKubeconfig.Read(file),
            AllowedLife = DurationOf(webhook, "authorizedTTL", TimeSpan.FromMinutes(5), at, problems),
            DeniedLife = DurationOf(webhook, "unauthorizedTTL", TimeSpan.FromSeconds(30), at, problems),
            Timeout = DurationOf(webhook, "timeout", TimeSpan.FromSeconds(3), at, problems),
            DeniesOnFailure = policy == "Deny",
        };
    }

    private static TimeSpan DurationOf(DocMap map, string name, TimeSpan otherwise, string at, List<string> problems)
    {
        if (map.GetString(name) is not { Length: > 0 } text)
        {
            return otherwise;
        }

        try
        {
            return GoDuration.Parse(text);
        }
        catch (FormatException e)
        {
            problems.Add($"{at}.{name}: Invalid value: \"{text}\": {e.Message}");
            return otherwise;
        }
    }

    private static void Unknown(DocMap map, string at, List<string> problems, params string[] known)
    {
        foreach (var entry in map.Entries)
        {
            if (!known.Contains(entry.Key))
            {
                problems.Add($"unknown field \"{(at.Length == 0 ? entry.Key : $"{at}.{entry.Key}")}\"");
            }
        }
    }
}
