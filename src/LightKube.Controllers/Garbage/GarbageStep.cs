using LightKube.Api.Documents;

namespace LightKube.Controllers.Garbage;

/// <summary>Does for one object what is due: lets it go, orphans its dependents, or deletes it for want of an owner.</summary>
internal sealed class GarbageStep(OwnerGraph graph, OwnerCheck owners, GarbageWriter writer, Action<string> enqueue)
{
    public async Task RunAsync(string uid, CancellationToken cancel)
    {
        if (graph.Find(uid) is not { } known)
            return;
        if (known.IsBeingDeleted() && known.HasFinalizer(GarbageMarks.Orphan))
            await OrphanDependentsAsync(known, cancel);
        else if (known.WaitsForDependents())
            await AwaitDependentsAsync(known, cancel);
        else if (!known.IsBeingDeleted() && known.Metadata.OwnerReferences.Count > 0)
            await CheckOwnersAsync(known, cancel);
    }

    private async Task OrphanDependentsAsync(Document owner, CancellationToken cancel)
    {
        foreach (var dependent in graph.DependentsOf(owner.Uid))
        {
            if (await writer.FindAsync(dependent, cancel) is { } live)
                await writer.RemoveOwnersAsync(live, [owner.Uid], cancel);
        }
        await writer.RemoveFinalizerAsync(owner, GarbageMarks.Orphan, cancel);
    }

    private async Task AwaitDependentsAsync(Document owner, CancellationToken cancel)
    {
        var dependents = graph.DependentsOf(owner.Uid);
        foreach (var dependent in dependents)
            enqueue(dependent.Uid);
        if (!dependents.Any(dependent => dependent.Blocks(owner.Uid)))
            await writer.RemoveFinalizerAsync(owner, GarbageMarks.Foreground, cancel);
    }

    private async Task CheckOwnersAsync(Document known, CancellationToken cancel)
    {
        if (await writer.FindAsync(known, cancel) is not { } live || live.IsBeingDeleted() || live.Metadata.OwnerReferences.Count == 0)
            return;
        var fates = await owners.CheckAsync(live, cancel);
        fates.Dangling.ForEach(graph.NoteAbsent);
        if (fates.Solid.Count > 0)
        {
            // With an owner left it stays; those who are gone or going lose it.
            if (fates.Dangling.Count + fates.Waiting.Count > 0)
                await writer.RemoveOwnersAsync(live, [.. fates.Dangling, .. fates.Waiting], cancel);
        }
        else if (fates.Waiting.Count > 0)
        {
            await DeleteForWaitingOwnerAsync(live, cancel);
        }
        else
        {
            await writer.DeleteAsync(live, PolicyOf(live), cancel);
        }
    }

    // What has dependents of its own goes in the foreground too, so that the owner at the top is the last to go.
    private async Task DeleteForWaitingOwnerAsync(Document found, CancellationToken cancel)
    {
        Document? live = found;
        var dependents = graph.DependentsOf(found.Uid);
        if (dependents.Count == 0)
        {
            await writer.DeleteAsync(live, PolicyOf(live), cancel);
            return;
        }

        // Two that wait for one another would wait for ever.
        if (dependents.Any(static dependent => dependent.WaitsForDependents()))
        {
            await writer.UnblockOwnersAsync(live, cancel);
            live = await writer.FindAsync(live, cancel);
        }
        if (live is not null)
            await writer.DeleteAsync(live, "Foreground", cancel);
    }

    // A wish that its last deleter left in the finalizers is kept.
    private static string PolicyOf(Document live) =>
        live.HasFinalizer(GarbageMarks.Orphan) ? "Orphan" : live.HasFinalizer(GarbageMarks.Foreground) ? "Foreground" : "Background";
}
