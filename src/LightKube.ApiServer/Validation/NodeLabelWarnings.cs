using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>Advice about labels of nodes that go by other names nowadays.</summary>
internal static class NodeLabelWarnings
{
    public static void Warn(Field spec)
    {
        var selector = spec["nodeSelector"];
        foreach (ref readonly var entry in selector.Entries)
        {
            if (Advice(entry.Key) is { } advice)
            {
                selector.Entry(entry.Key).Warn(advice);
            }
        }

        Affinity(spec["affinity"]["nodeAffinity"]);
        Spread(spec["topologySpreadConstraints"]);
    }

    /// <summary>What to use instead; null when the label is well.</summary>
    public static string? Advice(string label) => label switch
    {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "failure-domain.beta.kubernetes.io/zone" => "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "beta.kubernetes.io/instance-type" => "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        _ => null,
    };

    /// <summary>The terms of a node selector.</summary>
    public static void Terms(Field terms)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            Term(terms[i]);
        }
    }

    private static void Affinity(Field affinity)
    {
        if (!affinity.IsSet)
        {
            return;
        }

        Terms(affinity["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]);
        var preferred = affinity["preferredDuringSchedulingIgnoredDuringExecution"];
        for (var i = 0; i < preferred.Count; i++)
        {
            Term(preferred[i]["preference"]);
        }
    }

    private static void Term(Field term)
    {
        var expressions = term["matchExpressions"];
        for (var i = 0; i < expressions.Count; i++)
        {
            var key = expressions[i]["key"];
            if (Advice(key.Text) is { } advice)
            {
                key.Warn($"{key.Text} is {advice}");
            }
        }
    }

    private static void Spread(Field constraints)
    {
        for (var i = 0; i < constraints.Count; i++)
        {
            var key = constraints[i]["topologyKey"];
            if (Advice(key.Text) is { } advice)
            {
                key.Warn($"{key.Text} is {advice}");
            }

            if (!constraints[i]["labelSelector"].IsSet)
            {
                constraints[i]["labelSelector"].Warn("a null labelSelector results in matching no pod");
            }
        }
    }
}
