using LightKube.Api.Documents;
using LightKube.Api.Yaml;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Http;
using LightKube.Foundation.Configuration;

namespace LightKube.ApiServer.Audit;

/// <summary>What is written down of which requests: kind Policy of audit.k8s.io/v1. The first rule that matches decides; without one nothing is.</summary>
public sealed class AuditPolicy
{
    private readonly List<AuditRule> _rules = [];
    private AuditStages _omitStages;
    private bool _omitManagedFields;

    private AuditPolicy()
    {
    }

    /// <param name="Level">How much.</param>
    /// <param name="OmitStages">When not.</param>
    /// <param name="OmitManagedFields">Leave metadata.managedFields of objects out.</param>
    internal readonly record struct Decision(AuditLevel Level, AuditStages OmitStages, bool OmitManagedFields);

    /// <summary>Reads the policy.</summary>
    /// <exception cref="ConfigurationException">Something of it is wrong; all problems are told.</exception>
    public static AuditPolicy Read(string yaml, string path)
    {
        var problems = new List<string>();
        try
        {
            var policy = Of(YamlDocumentReader.ReadMap(yaml), problems);
            return problems.Count == 0 ? policy : throw new ConfigurationException([.. problems.Select(problem => $"{path}: {problem}")]);
        }
        catch (DocumentFormatException e)
        {
            throw new ConfigurationException([$"{path}: {e.Message}"]);
        }
    }

    internal Decision Decide(UserInfo user, RequestInfo info)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(user, info))
            {
                return new Decision(rule.Level, rule.OmitStages | _omitStages, rule.OmitManagedFields ?? _omitManagedFields);
            }
        }

        return default;
    }

    private static AuditPolicy Of(DocMap root, List<string> problems)
    {
        if (root.GetString("kind") != "Policy" || root.GetString("apiVersion") != "audit.k8s.io/v1")
        {
            problems.Add("expected kind Policy of apiVersion audit.k8s.io/v1");
        }

        Unknown(root, "", problems, "apiVersion", "kind", "metadata", "rules", "omitStages", "omitManagedFields");
        var policy = new AuditPolicy
        {
            _omitStages = StagesOf(root.GetList("omitStages"), "omitStages", problems),
            _omitManagedFields = root["omitManagedFields"].AsBool ?? false,
        };
        var rules = root.GetList("rules") ?? new DocList();
        for (var i = 0; i < rules.Count; i++)
        {
            policy._rules.Add(RuleOf(rules[i].AsMap ?? new DocMap(), $"rules[{i}]", problems));
        }

        if (policy._rules.Count == 0)
        {
            problems.Add("rules: Required value: a policy without rules writes nothing down");
        }

        return policy;
    }

    private static AuditRule RuleOf(DocMap rule, string at, List<string> problems)
    {
        Unknown(rule, at, problems, "level", "users", "userGroups", "verbs", "resources", "namespaces", "nonResourceURLs", "omitStages", "omitManagedFields");
        var level = rule.GetString("level") ?? "";
        var known = level is "None" or "Metadata" or "Request" or "RequestResponse";
        if (!known)
        {
            problems.Add($"{at}.level: Unsupported value: \"{level}\": supported values: \"None\", \"Metadata\", \"Request\", \"RequestResponse\"");
        }

        var urls = Strings(rule.GetList("nonResourceURLs"));
        var resources = rule.GetList("resources") ?? new DocList();
        if (urls.Count > 0 && (resources.Count > 0 || rule.GetList("namespaces") is { Count: > 0 }))
        {
            problems.Add($"{at}.nonResourceURLs: Invalid value: rules cannot apply to both regular resources and non-resource URLs");
        }

        return new AuditRule
        {
            Level = known ? Enum.Parse<AuditLevel>(level) : AuditLevel.None,
            Users = Strings(rule.GetList("users")),
            Groups = Strings(rule.GetList("userGroups")),
            Verbs = Strings(rule.GetList("verbs")),
            Namespaces = Strings(rule.GetList("namespaces")),
            Urls = urls,
            Resources = [.. resources.Items.ToArray().Select(item => ResourcesOf(item.AsMap ?? new DocMap(), at, problems))],
            OmitStages = StagesOf(rule.GetList("omitStages"), $"{at}.omitStages", problems),
            OmitManagedFields = rule["omitManagedFields"].AsBool,
        };
    }

    private static AuditResources ResourcesOf(DocMap map, string at, List<string> problems)
    {
        Unknown(map, $"{at}.resources", problems, "group", "resources", "resourceNames");
        var (names, objects) = (Strings(map.GetList("resources")), Strings(map.GetList("resourceNames")));
        if (objects.Count > 0 && names.Count == 0)
        {
            problems.Add($"{at}.resources.resourceNames: Invalid value: using resourceNames requires at least one resource");
        }

        return new AuditResources(map.GetString("group") ?? "", names, objects);
    }

    private static AuditStages StagesOf(DocList? list, string at, List<string> problems)
    {
        var stages = AuditStages.None;
        foreach (var name in Strings(list))
        {
            switch (name)
            {
                case "RequestReceived": stages |= AuditStages.RequestReceived; break;
                case "ResponseStarted": stages |= AuditStages.ResponseStarted; break;
                case "ResponseComplete": stages |= AuditStages.ResponseComplete; break;
                case "Panic": stages |= AuditStages.Panic; break;
                default: problems.Add($"{at}: Invalid value: \"{name}\": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic"); break;
            }
        }

        return stages;
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

    private static List<string> Strings(DocList? list) => [.. (list ?? new DocList()).Items.ToArray().Select(item => item.AsString ?? "")];
}
