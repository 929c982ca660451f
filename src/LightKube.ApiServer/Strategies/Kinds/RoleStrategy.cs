using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Rbac.V1;
using LightKube.Api.Schemas;
using LightKube.ApiServer.Objects;

namespace LightKube.ApiServer.Strategies.Kinds;

/// <summary>Roles and ClusterRoles.</summary>
public sealed class RoleStrategy(KindSchema kind) : DefaultStrategy(kind)
{
    protected override void ValidateObject(Document document, FieldErrors errors)
    {
        var rules = document.Root.GetList("rules") ?? new DocList();
        for (var i = 0; i < rules.Count; i++)
        {
            Rule(new PolicyRule(rules[i].AsMap ?? new DocMap()), FieldPath.Of("rules").Index(i), errors);
        }
    }

    private void Rule(PolicyRule rule, FieldPath path, FieldErrors errors)
    {
        if (rule.Verbs.Count == 0)
        {
            errors.Required(path.Child("verbs"), "verbs must contain at least one value");
        }

        if (rule.NonResourceURLs.Count > 0)
        {
            if (Kind.Namespaced)
            {
                errors.Invalid(path.Child("nonResourceURLs"), rule.Field("nonResourceURLs"), "namespaced rules cannot apply to non-resource URLs");
            }

            if (rule.ApiGroups.Count + rule.Resources.Count + rule.ResourceNames.Count > 0)
            {
                errors.Invalid(path.Child("nonResourceURLs"), rule.Field("nonResourceURLs"), "rules cannot apply to both regular resources and non-resource URLs");
            }

            return;
        }

        if (rule.ApiGroups.Count == 0)
        {
            errors.Required(path.Child("apiGroups"), "resource rules must supply at least one api group");
        }

        if (rule.Resources.Count == 0)
        {
            errors.Required(path.Child("resources"), "resource rules must supply at least one resource");
        }
    }
}
