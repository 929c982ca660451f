using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Pods;

namespace LightKube.Api.Quotas;

/// <summary>Which objects a quota is about: all, or only pods, or claims, of some sort.</summary>
public static class QuotaScope
{
    public static bool Covers(ResourceQuota quota, Document document)
    {
        foreach (var scope in quota.Spec.Scopes)
        {
            if (!Has(document, scope, "Exists", []))
            {
                return false;
            }
        }

        foreach (var selector in quota.Spec.ScopeSelector.MatchExpressions)
        {
            if (!Has(document, selector.ScopeName, selector.Operator, selector.Values))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the object is in the scope.</summary>
    /// <param name="document">The object.</param>
    /// <param name="scope">As quotas name it.</param>
    /// <param name="op">In, NotIn, Exists or DoesNotExist.</param>
    /// <param name="values">For the first two.</param>
    public static bool Has(Document document, string scope, string op, IReadOnlyCollection<string> values)
    {
        if (ReferenceEquals(document.Schema, Pod.Schema))
        {
            return Has(document.As<Pod>(), scope, op, values);
        }

        return ReferenceEquals(document.Schema, PersistentVolumeClaim.Schema) && scope == "VolumeAttributesClass"
            && ClassesOf(document.As<PersistentVolumeClaim>()) is var classes
            && (classes.Count == 0 ? Selects("", op, values) : classes.Exists(name => Selects(name, op, values)));
    }

    private static bool Has(Pod pod, string scope, string op, IReadOnlyCollection<string> values) => scope switch
    {
        "Terminating" => pod.Spec.ActiveDeadlineSeconds is >= 0,
        "NotTerminating" => pod.Spec.ActiveDeadlineSeconds is not >= 0,
        "BestEffort" => PodQos.Of(pod.Spec) == "BestEffort",
        "NotBestEffort" => PodQos.Of(pod.Spec) != "BestEffort",
        "PriorityClass" => Selects(pod.Spec.PriorityClassName, op, values),
        "CrossNamespacePodAffinity" => UsesOtherNamespaces(pod.Spec.Affinity),
        _ => false,
    };

    private static bool Selects(string name, string op, IReadOnlyCollection<string> values) => op switch
    {
        "In" => values.Contains(name),
        "NotIn" => !values.Contains(name),
        "Exists" => name.Length > 0,
        _ => name.Length == 0,
    };

    // The class that is wanted, the one that holds, and the one that is being changed to.
    private static List<string> ClassesOf(PersistentVolumeClaim claim) =>
        [.. new[] { claim.Spec.VolumeAttributesClassName, claim.Status.CurrentVolumeAttributesClassName, claim.Status.ModifyVolumeStatus.TargetVolumeAttributesClassName }
            .Where(static name => name is { Length: > 0 }).Select(static name => name!).Distinct()];

    private static bool UsesOtherNamespaces(Affinity affinity) =>
        affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution
            .Concat(affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution)
            .Concat(affinity.PodAffinity.PreferredDuringSchedulingIgnoredDuringExecution.Select(static weighted => weighted.PodAffinityTerm))
            .Concat(affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution.Select(static weighted => weighted.PodAffinityTerm))
            .Any(static term => term.Namespaces.Count > 0 || term.NamespaceSelector.IsPresent);
}
