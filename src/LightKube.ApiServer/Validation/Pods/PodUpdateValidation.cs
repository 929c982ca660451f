using LightKube.Api.Documents;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation.Pods;

/// <summary>What of a pod may change after it was created: very little, since its containers may run already.</summary>
internal static class PodUpdateValidation
{
    private const string OnlyThese = "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    public static void Validate(Field spec, Field old)
    {
        if (!SameCount(spec["containers"], old["containers"]) || !SameCount(spec["initContainers"], old["initContainers"])
            || !Deadline(spec["activeDeadlineSeconds"], old["activeDeadlineSeconds"]))
        {
            return;
        }

        Tolerations(spec["tolerations"], old["tolerations"]);
        Gates(spec["schedulingGates"], old["schedulingGates"]);
        if (spec.Same(old))
        {
            return;
        }

        var isGated = old["schedulingGates"].Count > 0;
        if (isGated)
        {
            NodeSelector(spec["nodeSelector"], old["nodeSelector"]);
            NodeAffinity(spec["affinity"]["nodeAffinity"], old["affinity"]["nodeAffinity"]);
        }

        if (!PutBack(spec.Map!, old.Map!, isGated).ContentEquals(old.Map!))
        {
            spec.Forbidden(OnlyThese);
        }
    }

    public static void EphemeralContainers(Field obj, Field old)
    {
        if (old["metadata"]["annotations"].Map?.Contains(PodAnnotationValidation.Mirror) == true)
        {
            obj.Nowhere().Forbidden("static pods do not support ephemeral containers");
            return;
        }

        var containers = obj["spec"]["ephemeralContainers"];
        var before = old["spec"]["ephemeralContainers"];
        for (var i = 0; i < before.Count; i++)
        {
            var name = before[i]["name"].Text;
            if (Find(containers, name) is not { } after)
            {
                containers.Forbidden($"existing ephemeral containers \"{name}\" may not be removed\n");
            }
            else if (!after.Equals(before[i].Value))
            {
                containers.Forbidden($"existing ephemeral containers \"{name}\" may not be changed\n");
            }
        }
    }

    private static bool SameCount(Field containers, Field old)
    {
        if (containers.Count == old.Count)
        {
            return true;
        }

        containers.Forbidden("pod updates may not add or remove containers");
        return false;
    }

    /// <returns>False when nothing more is to be said.</returns>
    private static bool Deadline(Field deadline, Field old)
    {
        if (!deadline.IsSet)
        {
            if (old.IsSet)
            {
                deadline.Invalid(Value.Null, "must not update from a positive integer to nil value");
            }

            return true;
        }

        if (deadline.Number is < 0 or > int.MaxValue)
        {
            deadline.BeWithin(0, int.MaxValue);
            return false;
        }

        if (old.IsSet && old.Number < deadline.Number)
        {
            deadline.Invalid("must be less than or equal to previous value");
            return false;
        }

        return true;
    }

    private static void Tolerations(Field tolerations, Field old)
    {
        if (tolerations.Same(old))
        {
            return;
        }

        var kept = new HashSet<(string, string, string, string)>();
        for (var i = 0; i < tolerations.Count; i++)
        {
            kept.Add(IdentityOf(tolerations[i]));
        }

        for (var i = 0; i < old.Count; i++)
        {
            if (!kept.Contains(IdentityOf(old[i])))
            {
                tolerations.Forbidden("existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
    }

    private static (string, string, string, string) IdentityOf(Field toleration) =>
        (toleration["key"].Text, toleration["operator"].Text, toleration["value"].Text, toleration["effect"].Text);

    private static void Gates(Field gates, Field old)
    {
        for (var i = 0; i < gates.Count; i++)
        {
            var name = gates[i]["name"];
            if (Find(old, name.Text) is null)
            {
                name.Forbidden($"only deletion is allowed, but found new scheduling gate '{name.Text}'");
            }
        }
    }

    private static void NodeSelector(Field selector, Field old)
    {
        foreach (ref readonly var entry in old.Entries)
        {
            if (!selector.Entry(entry.Key).Value.Equals(entry.Value))
            {
                selector.Invalid(selector.IsSet ? selector.Value : new DocMap(), "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
                return;
            }
        }
    }

    private static void NodeAffinity(Field affinity, Field old)
    {
        const string Required = "requiredDuringSchedulingIgnoredDuringExecution";
        var (terms, before) = (affinity[Required]["nodeSelectorTerms"], old[Required]["nodeSelectorTerms"]);
        if (before.Count > 0 && before.Count != terms.Count)
        {
            terms.Invalid(terms.Value, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
            return;
        }

        for (var i = 0; i < before.Count; i++)
        {
            if (!OnlyAdds(terms[i], before[i]))
            {
                terms[i].Invalid("only additions are allowed (no mutations or deletions)");
            }
        }
    }

    private static bool OnlyAdds(Field term, Field old)
    {
        var wasEmpty = old["matchExpressions"].Count + old["matchFields"].Count == 0;
        return wasEmpty
            ? term["matchExpressions"].Count + term["matchFields"].Count == 0
            : BeginsWith(term["matchExpressions"], old["matchExpressions"]) && BeginsWith(term["matchFields"], old["matchFields"]);
    }

    private static bool BeginsWith(Field list, Field start)
    {
        for (var i = 0; i < start.Count; i++)
        {
            if (i >= list.Count || !list[i].Value.Equals(start[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The new spec with all that may change put back to what it was.</summary>
    private static DocMap PutBack(DocMap spec, DocMap old, bool isGated)
    {
        var copy = spec.DeepClone();
        foreach (var key in (ReadOnlySpan<string>)["activeDeadlineSeconds", "tolerations", "schedulingGates"])
        {
            copy.Set(key, old[key].DeepClone());
        }

        PutBackImages(copy.GetList("containers"), old.GetList("containers"));
        PutBackImages(copy.GetList("initContainers"), old.GetList("initContainers"));
        if (old["terminationGracePeriodSeconds"].AsInt < 0 && copy["terminationGracePeriodSeconds"].AsInt == 1)
        {
            copy.Set("terminationGracePeriodSeconds", old["terminationGracePeriodSeconds"]);
        }

        if (isGated)
        {
            copy.Set("nodeSelector", old["nodeSelector"].DeepClone());
            PutBackNodeAffinity(copy, old);
        }

        return copy;
    }

    private static void PutBackNodeAffinity(DocMap copy, DocMap old)
    {
        var affinity = copy.GetOrAddMap("affinity");
        affinity.Set("nodeAffinity", old.GetMap("affinity")?["nodeAffinity"].DeepClone() ?? default);
        if (affinity.Count == 0 && old.GetMap("affinity") is null)
        {
            copy.Remove("affinity");
        }
    }

    private static void PutBackImages(DocList? containers, DocList? old)
    {
        for (var i = 0; i < (containers?.Count ?? 0); i++)
        {
            containers![i].AsMap!.Set("image", old![i].AsMap!["image"]);
        }
    }

    private static Value? Find(Field list, string name)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i]["name"].Text == name)
            {
                return list[i].Value;
            }
        }

        return null;
    }
}
