using LightKube.Api.Documents;
using LightKube.ApiServer.Strategies;

namespace LightKube.ApiServer.Registry;

/// <summary>When a marked object may go, and the finalizers that a propagation policy stands for.</summary>
public static class Deletion
{
    public const string OrphanFinalizer = "orphan";
    public const string ForegroundFinalizer = "foregroundDeletion";

    /// <summary>True when the object is marked, its grace is over and nothing holds it any more.</summary>
    public static bool IsComplete(Document document, IKindStrategy strategy)
    {
        var metadata = document.Metadata;
        return metadata.DeletionTimestamp is not null
            && (metadata.DeletionGracePeriodSeconds ?? 0) == 0
            && metadata.Finalizers.Count == 0
            && !strategy.HoldsDeletion(document);
    }

    /// <summary>
    /// Sets or drops the two finalizers as the policy says. Without a policy they stay as they are; when there are none, the first
    /// deletion goes by the kind's own policy.
    /// </summary>
    public static void ApplyPolicy(Document document, string? policy)
    {
        var finalizers = document.Metadata.Finalizers;
        if (policy is null)
        {
            var isOpen = document.Metadata.DeletionTimestamp is null && !finalizers.Contains(ForegroundFinalizer);
            if (isOpen && KindTraits.OrphansDependents(document.Schema))
            {
                Keep(finalizers, OrphanFinalizer, true);
            }

            return;
        }

        Keep(finalizers, OrphanFinalizer, policy == "Orphan");
        Keep(finalizers, ForegroundFinalizer, policy == "Foreground");
    }

    private static void Keep(Api.Views.StringList finalizers, string name, bool wanted)
    {
        if (!wanted)
        {
            finalizers.Remove(name);
        }
        else if (!finalizers.Contains(name))
        {
            finalizers.Add(name);
        }
    }
}
