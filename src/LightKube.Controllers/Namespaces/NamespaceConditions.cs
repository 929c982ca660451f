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
        SetContentFailure(status, remains, now);
        SetContentRemaining(status, remains, now);
        SetFinalizersRemaining(status, remains, now);
        return planned;
    }

    private static void SetContentFailure(NamespaceStatus status, NamespaceRemains remains, DateTimeOffset now)
    {
        const string type = "NamespaceDeletionContentFailure";
        if (remains.Failure is { } failure)
            Set(status, type, true, "ContentDeletionFailed", $"Failed to delete all resource types, 1 remaining: {failure}", now);
        else
            Set(status, type, false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization", now);
    }

    private static void SetContentRemaining(NamespaceStatus status, NamespaceRemains remains, DateTimeOffset now)
    {
        const string type = "NamespaceContentRemaining";
        var counts = Counts(remains.Objects, static (name, count) => $"{name} has {count} resource instances");
        if (remains.Objects.Count > 0)
            Set(status, type, true, "SomeResourcesRemain", $"Some resources are remaining: {counts}", now);
        else
            Set(status, type, false, "ContentRemoved", "All content successfully removed", now);
    }

    private static void SetFinalizersRemaining(NamespaceStatus status, NamespaceRemains remains, DateTimeOffset now)
    {
        const string type = "NamespaceFinalizersRemaining";
        var counts = Counts(remains.Finalizers, static (name, count) => $"{name} in {count} resource instances");
        if (remains.Finalizers.Count > 0)
            Set(status, type, true, "SomeFinalizersRemain", $"Some content in the namespace has finalizers remaining: {counts}", now);
        else
            Set(status, type, false, "ContentHasNoFinalizers", "All content-preserving finalizers finished", now);
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
