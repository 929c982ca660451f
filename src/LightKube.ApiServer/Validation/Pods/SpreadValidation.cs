using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>How pods are to be spread over zones, nodes and the like.</summary>
internal static class SpreadValidation
{
    private static readonly string[] Actions = ["DoNotSchedule", "ScheduleAnyway"];
    private static readonly string[] Policies = ["Honor", "Ignore"];

    public static void Validate(Field constraints)
    {
        if (constraints.Count == 0)
        {
            return;
        }

        var left = new Dictionary<(string Key, string Action), int>();
        for (var i = 0; i < constraints.Count; i++)
        {
            var identity = IdentityOf(constraints[i]);
            left[identity] = left.GetValueOrDefault(identity) + 1;
        }

        for (var i = 0; i < constraints.Count; i++)
        {
            One(constraints[i]);
            Repeated(constraints[i], left);
            Rest(constraints[i]);
        }
    }

    private static void One(Field constraint)
    {
        var skew = constraint["maxSkew"];
        if (skew.Number <= 0)
        {
            skew.Invalid(skew.Number, FieldRules.NotPositive);
        }

        constraint["topologyKey"].Require("can not be empty");
        constraint["whenUnsatisfiable"].BeOneOf(Actions);
    }

    // Of two alike the first is told, since upstream looks forward from each.
    private static void Repeated(Field constraint, Dictionary<(string Key, string Action), int> left)
    {
        var identity = IdentityOf(constraint);
        if (--left[identity] > 0)
        {
            constraint.Named("{topologyKey, whenUnsatisfiable}").Duplicate($"{{{identity.Key}, {identity.Action}}}");
        }
    }

    private static (string Key, string Action) IdentityOf(Field constraint) => (constraint["topologyKey"].Text, constraint["whenUnsatisfiable"].Text);

    private static void Rest(Field constraint)
    {
        MinDomains(constraint["minDomains"], constraint["whenUnsatisfiable"].Text);
        constraint["nodeAffinityPolicy"].BeOneOfIfSet(Policies);
        constraint["nodeTaintsPolicy"].BeOneOfIfSet(Policies);
        LabelKeys(constraint["matchLabelKeys"], constraint["labelSelector"]);
        constraint["labelSelector"].BeLabelSelector();
    }

    private static void MinDomains(Field domains, string action)
    {
        if (!domains.IsSet)
        {
            return;
        }

        if (domains.Number <= 0)
        {
            domains.Invalid(FieldRules.NotPositive);
        }

        if (action != "DoNotSchedule")
        {
            domains.Invalid($"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}");
        }
    }

    private static void LabelKeys(Field keys, Field selector)
    {
        if (keys.Count > 0 && !selector.IsSet)
        {
            keys.Forbidden("must not be specified when labelSelector is not set");
        }

        var (labels, expressions) = (selector["matchLabels"].Map, new NamedItems(selector["matchExpressions"], "key"));
        for (var i = 0; i < keys.Count; i++)
        {
            keys[i].Obey(NameRules.QualifiedName);
            if (labels?.Contains(keys[i].Text) == true || expressions.Has(keys[i].Text))
            {
                keys[i].Invalid("exists in both matchLabelKeys and labelSelector");
            }
        }
    }
}
