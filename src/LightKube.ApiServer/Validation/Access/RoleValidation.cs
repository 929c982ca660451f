using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Access;

/// <summary>Roles and ClusterRoles.</summary>
internal sealed class RoleValidation(KindSchema kind) : KindValidation(kind)
{
    protected override void Validate(Field obj)
    {
        var isNamespaced = ReferenceEquals(Kind, Role.Schema);
        for (var i = 0; i < obj["rules"].Count; i++)
        {
            Rule(obj["rules"][i], isNamespaced);
        }

        if (!isNamespaced && obj["aggregationRule"].IsSet)
        {
            Aggregation(obj["aggregationRule"]["clusterRoleSelectors"]);
        }
    }

    private static void Rule(Field rule, bool isNamespaced)
    {
        var (verbs, urls, groups, resources) = (rule["verbs"], rule["nonResourceURLs"], rule["apiGroups"], rule["resources"]);
        if (verbs.Count == 0)
        {
            verbs.Required("verbs must contain at least one value");
        }

        if (urls.Count > 0)
        {
            Urls(urls, isNamespaced, groups.Count + resources.Count + rule["resourceNames"].Count > 0);
            return;
        }

        if (groups.Count == 0)
        {
            groups.Required("resource rules must supply at least one api group");
        }

        if (resources.Count == 0)
        {
            resources.Required("resource rules must supply at least one resource");
        }
    }

    private static void Urls(Field urls, bool isNamespaced, bool hasResources)
    {
        if (isNamespaced)
        {
            urls.Invalid("namespaced rules cannot apply to non-resource URLs");
        }

        if (hasResources)
        {
            urls.Invalid("rules cannot apply to both regular resources and non-resource URLs");
        }
    }

    private static void Aggregation(Field selectors)
    {
        if (selectors.Count == 0)
        {
            selectors.Required("at least one clusterRoleSelector required if aggregationRule is non-nil");
        }

        for (var i = 0; i < selectors.Count; i++)
        {
            selectors[i].BeLabelSelector();
        }
    }
}
