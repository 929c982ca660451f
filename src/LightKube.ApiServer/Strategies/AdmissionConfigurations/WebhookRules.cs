using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Admission.Policies;
using LightKube.ApiServer.Strategies.Rules;
using LightKube.ApiServer.Strategies.Workloads;

namespace LightKube.ApiServer.Strategies.AdmissionConfigurations;

/// <summary>What a webhook of a configuration must be like.</summary>
internal static class WebhookRules
{
    private const int MaxMatchConditions = 64;
    private static readonly string[] Versions = ["v1", "v1beta1"];

    public static void Check(DocMap webhook, FieldPath path, FieldErrors errors)
    {
        CheckName(webhook.GetString("name") ?? "", path.Child("name"), errors);
        CheckVersions(webhook.GetList("admissionReviewVersions"), path.Child("admissionReviewVersions"), errors);
        var rules = webhook.GetList("rules") ?? new DocList();
        for (var i = 0; i < rules.Count; i++)
        {
            OperationRules.Check(rules[i].AsMap ?? new DocMap(), path.Child("rules", i), errors);
        }

        if (webhook.GetString("sideEffects") is not ("None" or "NoneOnDryRun"))
        {
            if (webhook["sideEffects"].IsAbsentOrNull)
            {
                errors.Required(path.Child("sideEffects"), "must specify one of None, NoneOnDryRun");
            }
            else
            {
                errors.NotSupported(path.Child("sideEffects"), webhook["sideEffects"], "None", "NoneOnDryRun");
            }
        }

        if (webhook["timeoutSeconds"].AsInt is { } seconds and (< 1 or > 30))
        {
            errors.Invalid(path.Child("timeoutSeconds"), seconds, "the timeout value must be between 1 and 30 seconds");
        }

        CheckSelector(webhook, "namespaceSelector", path, errors);
        CheckSelector(webhook, "objectSelector", path, errors);
        ClientConfigRules.Check(webhook.GetMap("clientConfig") ?? new DocMap(), path.Child("clientConfig"), errors);
        CheckConditions(webhook.GetList("matchConditions") ?? new DocList(), path.Child("matchConditions"), errors);
    }

    private static void CheckName(string name, FieldPath path, FieldErrors errors)
    {
        if (name.Length == 0)
        {
            errors.Required(path);
        }
        else if (ValueRules.DnsSubdomain(name) is { } wrong)
        {
            errors.Invalid(path, name, wrong);
        }
        else if (name.Split('.').Length < 3)
        {
            errors.Invalid(path, name, "should be a domain with at least three segments separated by dots");
        }
    }

    private static void CheckVersions(DocList? versions, FieldPath path, FieldErrors errors)
    {
        if (versions is not { Count: > 0 })
        {
            errors.Required(path, "must specify one of v1, v1beta1");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            var version = versions[i].AsString ?? "";
            if (!seen.Add(version))
            {
                errors.Invalid(path.Index(i), version, "duplicate version");
            }
            else if (ValueRules.Dns1035Label(version) is { } wrong)
            {
                errors.Invalid(path.Index(i), version, wrong);
            }
        }

        if (!seen.Overlaps(Versions))
        {
            errors.Invalid(path, versions, "must include at least one of v1, v1beta1");
        }
    }

    private static void CheckSelector(DocMap webhook, string key, FieldPath path, FieldErrors errors)
    {
        if (webhook.GetMap(key) is { } selector)
        {
            TemplateRules.Selector(new Api.Meta.V1.LabelSelector(selector), path.Child(key), errors);
        }
    }

    private static void CheckConditions(DocList conditions, FieldPath path, FieldErrors errors)
    {
        if (conditions.Count > MaxMatchConditions)
        {
            errors.TooMany(path, conditions.Count, MaxMatchConditions);
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions.Count; i++)
        {
            var condition = conditions[i].AsMap ?? new DocMap();
            var name = condition.GetString("name") ?? "";
            if (name.Length == 0)
            {
                errors.Required(path.Index(i).Child("name"));
            }
            else if (ValueRules.QualifiedName(name) is { } wrong)
            {
                errors.Invalid(path.Index(i).Child("name"), name, wrong);
            }
            else if (!names.Add(name))
            {
                errors.Duplicate(path.Index(i).Child("name"), name);
            }

            if (string.IsNullOrWhiteSpace(condition.GetString("expression")))
            {
                errors.Required(path.Index(i).Child("expression"));
            }
            else if (MatchConditions.ProblemOf(condition) is { Length: > 0 } problem)
            {
                errors.Invalid(path.Index(i).Child("expression"), condition["expression"], problem);
            }
        }
    }
}
