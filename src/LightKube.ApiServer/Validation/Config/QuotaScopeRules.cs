using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Config;

/// <summary>To which objects a quota applies.</summary>
internal static class QuotaScopeRules
{
    private const string Everywhere = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
        + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

    private static readonly string[] Known =
        ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass"];

    private static readonly string[] PodResources =
        ["pods", "cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage"];

    public static void Scopes(Field spec)
    {
        var scopes = spec["scopes"];
        for (var i = 0; i < scopes.Count; i++)
        {
            if (!Known.Contains(scopes[i].Text))
            {
                scopes.Invalid("unsupported scope");
            }

            Resources(spec["hard"], scopes[i].Text, scopes, scopes);
        }

        Conflicts(scopes, scopes);
    }

    public static void Selector(Field spec)
    {
        var selector = spec["scopeSelector"];
        var expressions = selector["matchExpressions"];
        for (var i = 0; i < expressions.Count; i++)
        {
            // Upstream names the list, not its item.
            var name = expressions.Below("scopeName", expressions[i]["scopeName"].Value);
            if (!Known.Contains(name.Text))
            {
                name.Invalid("unsupported scope");
            }

            Resources(spec["hard"], name.Text, expressions, selector);
            Expression(expressions[i], expressions);
        }
    }

    private static void Expression(Field expression, Field at)
    {
        var (operation, values) = (at.Below("operator", expression["operator"].Value), at.Below("values", expression["values"].Value));
        var scope = expression["scopeName"].Text;
        if (Known.Contains(scope) && scope is not ("PriorityClass" or "VolumeAttributesClass") && operation.Text != "Exists")
        {
            operation.Invalid(Everywhere);
        }

        switch (operation.Text)
        {
            case "In" or "NotIn" when values.Count == 0:
                values.Required("must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                break;
            case "Exists" or "DoesNotExist" when values.Count > 0:
                values.Invalid("must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                break;
            case "In" or "NotIn" or "Exists" or "DoesNotExist":
                break;
            default:
                operation.Invalid("not a valid selector operator");
                break;
        }
    }

    private static void Resources(Field hard, string scope, Field at, Field shown)
    {
        foreach (ref readonly var entry in hard.Entries)
        {
            if (ResourceNames.IsOfQuotas(entry.Key) && !Fits(scope, entry.Key))
            {
                at.Invalid(shown.Value, "unsupported scope applied to resource");
            }
        }
    }

    private static bool Fits(string scope, string resource) => scope switch
    {
        "BestEffort" => resource == "pods",
        "Terminating" or "NotTerminating" or "NotBestEffort" or "PriorityClass" or "CrossNamespacePodAffinity" =>
            PodResources.Contains(resource) || ResourceNames.IsHugePages(resource) || resource.StartsWith("requests.hugepages-", StringComparison.Ordinal),
        "VolumeAttributesClass" => resource is "persistentvolumeclaims" or "requests.storage",
        _ => true,
    };

    private static void Conflicts(Field scopes, Field at)
    {
        if (scopes.Contains("BestEffort") && scopes.Contains("NotBestEffort"))
        {
            at.Invalid("conflicting scopes");
        }

        if (scopes.Contains("Terminating") && scopes.Contains("NotTerminating"))
        {
            at.Invalid("conflicting scopes");
        }
    }
}
