using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.ApiServer.Strategies.Rules;

namespace LightKube.ApiServer.Admission.Quota;

/// <summary>Which objects a quota is about: all, or only pods of some sort.</summary>
internal static class QuotaScope
{
    public static bool Covers(ResourceQuota quota, Document document)
    {
        var selectors = quota.Spec.ScopeSelector.MatchExpressions;
        if (quota.Spec.Scopes.Count == 0 && selectors.Count == 0)
        {
            return true;
        }

        if (!ReferenceEquals(document.Schema, Pod.Schema))
        {
            return false;
        }

        var pod = document.As<Pod>();
        return quota.Spec.Scopes.All(scope => Has(pod, scope, "Exists", []))
            && selectors.All(selector => Has(pod, selector.ScopeName, selector.Operator, selector.Values));
    }

    private static bool Has(Pod pod, string scope, string op, IReadOnlyCollection<string> values) => scope switch
    {
        "Terminating" => pod.Spec.ActiveDeadlineSeconds is >= 0,
        "NotTerminating" => pod.Spec.ActiveDeadlineSeconds is null,
        "BestEffort" => PodQos.Of(pod.Spec) == "BestEffort",
        "NotBestEffort" => PodQos.Of(pod.Spec) != "BestEffort",
        "PriorityClass" => op switch
        {
            "In" => values.Contains(pod.Spec.PriorityClassName),
            "NotIn" => !values.Contains(pod.Spec.PriorityClassName),
            "Exists" => pod.Spec.PriorityClassName.Length > 0,
            _ => pod.Spec.PriorityClassName.Length == 0,
        },
        "CrossNamespacePodAffinity" => UsesOtherNamespaces(pod.Spec.Affinity),
        _ => false,
    };

    private static bool UsesOtherNamespaces(Affinity affinity) =>
        affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution
            .Concat(affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution)
            .Any(term => term.Namespaces.Count > 0 || term.NamespaceSelector.IsPresent);
}
