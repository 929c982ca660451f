using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>How pods are to be spread over zones, nodes and the like.</summary>
internal static class SpreadValidation
{
    private static readonly string[] Actions = ["DoNotSchedule", "ScheduleAnyway"];
    private static readonly string[] Policies = ["Honor", "Ignore"];

    public static void Validate(Field constraints)
    {
        for (var i = 0; i < constraints.Count; i++)
        {
            One(constraints[i]);
            Repeated(constraints, i);
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
    private static void Repeated(Field constraints, int index)
    {
        var (key, action) = (constraints[index]["topologyKey"].Text, constraints[index]["whenUnsatisfiable"].Text);
        for (var i = index + 1; i < constraints.Count; i++)
        {
            if (constraints[i]["topologyKey"].Text == key && constraints[i]["whenUnsatisfiable"].Text == action)
            {
                constraints[index].Named("{topologyKey, whenUnsatisfiable}").Duplicate($"{{{key}, {action}}}");
                return;
            }
        }
    }

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

        for (var i = 0; i < keys.Count; i++)
        {
            keys[i].Obey(NameRules.QualifiedName);
            if (Selects(selector, keys[i].Text))
            {
                keys[i].Invalid("exists in both matchLabelKeys and labelSelector");
            }
        }
    }

    private static bool Selects(Field selector, string key)
    {
        if (selector["matchLabels"].Map?.Contains(key) == true)
        {
            return true;
        }

        var expressions = selector["matchExpressions"];
        for (var i = 0; i < expressions.Count; i++)
        {
            if (expressions[i]["key"].Text == key)
            {
                return true;
            }
        }

        return false;
    }
}
