using System.Collections.Frozen;
using LightKube.Api.Quantities;
using LightKube.Api.Validation;

namespace LightKube.ApiServer.Validation;

/// <summary>Names of resources, and the amounts that may stand beside them.</summary>
internal static class ResourceNames
{
    private const string HugePagesPrefix = "hugepages-";

    private static readonly FrozenSet<string> OfContainers = FrozenSet.Create("cpu", "memory", "ephemeral-storage");

    private static readonly FrozenSet<string> Counted = FrozenSet.Create(
        "pods", "resourcequotas", "services", "replicationcontrollers", "secrets", "configmaps", "persistentvolumeclaims",
        "services.nodeports", "services.loadbalancers");

    private static readonly FrozenSet<string> OfQuotas = FrozenSet.Create(
    [
        .. OfContainers, .. Counted, "requests.cpu", "requests.memory", "requests.storage", "requests.ephemeral-storage",
        "limits.cpu", "limits.memory", "limits.ephemeral-storage",
    ]);

    private static readonly FrozenSet<string> Standard = FrozenSet.Create([.. OfQuotas, "storage"]);

    public static bool IsHugePages(string name) => name.StartsWith(HugePagesPrefix, StringComparison.Ordinal);

    /// <summary>Kubernetes' own: without a domain, or with kubernetes.io.</summary>
    public static bool IsNative(string name) => !name.Contains('/') || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    public static bool IsExtended(string name) =>
        !IsNative(name) && !name.StartsWith("requests.", StringComparison.Ordinal) && NameRules.QualifiedName("requests." + name).Count == 0;

    /// <summary>Whole things are not shared: what is asked for is what there is.</summary>
    public static bool MayBeOvercommitted(string name) => IsNative(name) && !IsHugePages(name);

    public static bool IsOfQuotas(string name) => OfQuotas.Contains(name) || IsHugePages(name) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    private static bool IsStandard(string name) => Standard.Contains(name) || IsHugePages(name) || name.StartsWith("requests.hugepages-", StringComparison.Ordinal);

    /// <summary>The key of a list of resources, reported at its entry.</summary>
    public static void BeResourceName(this Field entry, string name)
    {
        if (Standard.Contains(name))
        {
            return;
        }

        var problems = NameRules.QualifiedName(name);
        foreach (var problem in problems)
        {
            entry.Invalid(name, problem);
        }

        if (problems.Count == 0 && !name.Contains('/') && !IsStandard(name))
        {
            entry.Invalid(name, "must be a standard resource type or fully qualified");
        }
    }

    public static void BeContainerResourceName(this Field entry, string name)
    {
        if (OfContainers.Contains(name))
        {
            return;
        }

        entry.BeResourceName(name);
        if (!name.Contains('/'))
        {
            if (!IsHugePages(name))
            {
                entry.Invalid(name, "must be a standard resource for containers");
            }
        }
        else if (!IsNative(name) && !IsExtended(name))
        {
            entry.Invalid(name, "doesn't follow extended resource name standard");
        }
    }

    public static void BeQuotaResourceName(this Field entry, string name)
    {
        entry.BeResourceName(name);
        if (!name.Contains('/') && !IsOfQuotas(name))
        {
            entry.Invalid(name, "must be a standard resource for quota");
        }
    }

    /// <summary>Not negative, and whole where the resource is counted.</summary>
    public static void BeAmountOf(this Field entry, string name)
    {
        if (entry.Quantity is not { } amount)
        {
            return; // The decoder has refused what is no quantity.
        }

        if (amount.Sign < 0)
        {
            entry.Invalid(amount.ToString(), FieldRules.NotNegative);
        }

        if (!OfContainers.Contains(name) && amount.Milli % 1000 != 0 && (Counted.Contains(name) || IsExtended(name)))
        {
            entry.Invalid(amount.ToString(), "must be an integer");
        }
    }

    public static void BePositiveAmount(this Field entry)
    {
        if (entry.Quantity is { Sign: <= 0 } amount)
        {
            entry.Invalid(amount.ToString(), FieldRules.NotPositive);
        }
    }

    public static bool IsWholePages(string name, Quantity amount) =>
        Quantity.TryParse(name.AsSpan(HugePagesPrefix.Length), out var page) && page.Sign > 0 && page.Milli % 1000 == 0 && amount.Units % page.Units == 0;
}
