using LightKube.Api.Core.V1;
using LightKube.Client;

namespace LightKube.Controllers.Namespaces;

/// <summary>Says in a namespace's conditions what keeps it from going.</summary>
internal static class NamespaceConditions
{
    /// <summary>A copy of the namespace with its conditions filled in.</summary>
    public static Namespace For(Namespace going, NamespaceRemains remains, DateTimeOffset now)
    {
        var planned = going.MutableCopy();
        var status = planned.Status;
        Set(status, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered", now);
        Set(status, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed", now);
        if (remains.Failure is { } failure)
            Set(status, "NamespaceDeletionContentFailure", true, "ContentDeletionFailed", $"Failed to delete all resource types, 1 remaining: {failure}", now);
        else
            Set(status, "NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization", now);

        if (remains.Objects.Count > 0)
            Set(status, "NamespaceContentRemaining", true, "SomeResourcesRemain", $"Some resources are remaining: {Counts(remains.Objects, static (name, count) => $"{name} has {count} resource instances")}", now);
        else
            Set(status, "NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed", now);

        if (remains.Finalizers.Count > 0)
            Set(status, "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain", $"Some content in the namespace has finalizers remaining: {Counts(remains.Finalizers, static (name, count) => $"{name} in {count} resource instances")}", now);
        else
            Set(status, "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished", now);
        return planned;
    }

    private static string Counts(IReadOnlyDictionary<string, int> counts, Func<string, int, string> text) =>
        string.Join(", ", counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(pair => text(pair.Key, pair.Value)));

    private static void Set(NamespaceStatus status, string type, bool value, string reason, string message, DateTimeOffset now)
    {
        var text = value ? "True" : "False";
        var condition = status.Conditions.Find(found => found.Type == type) ?? status.Conditions.AddNew();
        if (condition.Status != text)
            condition.LastTransitionTime = now;
        (condition.Type, condition.Status, condition.Reason, condition.Message) = (type, text, reason, message);
    }
}
