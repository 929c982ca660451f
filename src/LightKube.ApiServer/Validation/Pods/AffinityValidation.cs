using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>To which nodes and pods a pod wants to be near or far.</summary>
internal static class AffinityValidation
{
    private const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
    private const string Preferred = "preferredDuringSchedulingIgnoredDuringExecution";

    public static void Validate(Field affinity)
    {
        if (!affinity.IsSet)
        {
            return;
        }

        var node = affinity["nodeAffinity"];
        if (node[Required].IsSet)
        {
            NodeSelector(node[Required]);
        }

        PreferredTerms(node[Preferred]);
        Pods(affinity["podAffinity"]);
        Pods(affinity["podAntiAffinity"]);
    }

    /// <summary>A selector of nodes, which must have terms.</summary>
    public static void NodeSelector(Field selector)
    {
        var terms = selector["nodeSelectorTerms"];
        if (terms.Count == 0)
        {
            terms.Required("must have at least one node selector term");
        }

        for (var i = 0; i < terms.Count; i++)
        {
            Term(terms[i], checksValues: true);
        }
    }

    private static void PreferredTerms(Field terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            Weight(terms[i]["weight"]);
            Term(terms[i]["preference"], checksValues: false);
        }
    }

    private static void Weight(Field weight)
    {
        if (weight.Number is <= 0 or > 100)
        {
            weight.Invalid(weight.Number, "must be in the range 1-100");
        }
    }

    private static void Term(Field term, bool checksValues)
    {
        var expressions = term["matchExpressions"];
        for (var i = 0; i < expressions.Count; i++)
        {
            Expression(expressions[i], checksValues);
        }

        var fields = term["matchFields"];
        for (var i = 0; i < fields.Count; i++)
        {
            FieldMatch(fields[i]);
        }
    }

    private static void Expression(Field expression, bool checksValues)
    {
        SelectorRules.Operator(expression, comparesNumbers: true);
        var values = expression["values"];
        expression["key"].Obey(NameRules.QualifiedName);
        for (var i = 0; checksValues && i < values.Count; i++)
        {
            values[i].Obey(NameRules.LabelValue);
        }
    }

    private static void FieldMatch(Field match)
    {
        var values = match["values"];
        if (match["operator"].Text is not ("In" or "NotIn"))
        {
            match["operator"].Invalid("not a valid selector operator");
        }
        else if (values.Count != 1)
        {
            values.Required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }

        if (match["key"].Text != "metadata.name")
        {
            match["key"].Invalid("not a valid field selector key");
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            values[i].Obey(NameRules.Dns1123Subdomain);
        }
    }

    private static void Pods(Field affinity)
    {
        var required = affinity[Required];
        for (var i = 0; i < required.Count; i++)
        {
            PodTerm(required[i]);
        }

        var preferred = affinity[Preferred];
        for (var i = 0; i < preferred.Count; i++)
        {
            Weight(preferred[i]["weight"]);
            PodTerm(preferred[i]["podAffinityTerm"]);
        }
    }

    private static void PodTerm(Field term)
    {
        term["labelSelector"].BeLabelSelector();
        term["namespaceSelector"].BeLabelSelector();
        var namespaces = term["namespaces"];
        for (var i = 0; i < namespaces.Count; i++)
        {
            term.Below("namespace", namespaces[i].Value).Obey(NameRules.Dns1123Label);
        }

        LabelKeys(term);
        var key = term["topologyKey"];
        key.Require("can not be empty");
        key.Obey(NameRules.QualifiedName);
    }

    private static void LabelKeys(Field term)
    {
        var (match, mismatch) = (term["matchLabelKeys"], term["mismatchLabelKeys"]);
        Keys(match, term["labelSelector"]);
        Keys(mismatch, term["labelSelector"]);
        var others = default(SeenTexts);
        for (var i = 0; i < mismatch.Count; i++)
        {
            others.Add(mismatch[i].Text);
        }

        for (var i = 0; i < match.Count; i++)
        {
            if (others.Contains(match[i].Text))
            {
                match[i].Invalid("exists in both matchLabelKeys and mismatchLabelKeys");
            }
        }
    }

    private static void Keys(Field keys, Field selector)
    {
        if (keys.Count > 0 && !selector.IsSet)
        {
            keys.Forbidden("must not be specified when labelSelector is not set");
            return;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            keys[i].Obey(NameRules.QualifiedName);
        }
    }
}
