using System.Globalization;
using LightKube.Api.Documents;
using LightKube.Client;

namespace LightKube.Testing.Memory;

/// <content>How a write changes what is stored.</content>
public sealed partial class MemoryApi
{
    private Document Replace_NeedsLock(Document old, Document written, string? subresource)
    {
        if (subresource == "status")
        {
            var status = written.Root["status"];
            written = old.MutableCopy();
            written.Root.Set("status", status.DeepClone());
        }
        else if (subresource == "finalize")
        {
            var spec = written.Root["spec"];
            written = old.MutableCopy();
            written.Root.Set("spec", spec.DeepClone());
        }
        else if (old.Schema.Subresource("status") is not null)
        {
            written.Root.Set("status", old.Root["status"].DeepClone());
        }
        Keep(old, written);
        if (subresource is null && !written.Root["spec"].Equals(old.Root["spec"]))
            written.Metadata.Generation++;
        if (written.Root.ContentEquals(old.Root))
            return old;
        return IsReadyToGo(written) ? Remove_NeedsLock(written) : Commit_NeedsLock(WatchEventType.Modified, written);
    }

    private void Delete_NeedsLock(Document old, DeleteQuery query)
    {
        var written = old.MutableCopy();
        var metadata = written.Metadata;
        if (query.PropagationPolicy == "Foreground" && !metadata.Finalizers.Contains("foregroundDeletion"))
            metadata.Finalizers.Add("foregroundDeletion");
        if (query.PropagationPolicy == "Orphan" && !metadata.Finalizers.Contains("orphan"))
            metadata.Finalizers.Add("orphan");
        var grace = GraceOf(old, query);
        if (old.Schema.Kind == "Namespace")
        {
            var status = written.Root.GetOrAddMap("status");
            status.Set("phase", "Terminating");
        }
        metadata.DeletionTimestamp ??= time.GetUtcNow().AddSeconds(grace);
        metadata.DeletionGracePeriodSeconds = grace;
        if (IsReadyToGo(written))
            Remove_NeedsLock(written);
        else if (!written.Root.ContentEquals(old.Root))
            Commit_NeedsLock(WatchEventType.Modified, written);
    }

    // A pod that runs on a node is deleted by the node; any other object at once.
    private static long GraceOf(Document old, DeleteQuery query) =>
        old.Schema.Kind == "Pod" && (old.Root.GetMap("spec")?.GetString("nodeName") ?? "").Length > 0
            ? query.GracePeriodSeconds ?? old.Root.GetMap("spec")?["terminationGracePeriodSeconds"].AsInt ?? 30
            : 0;

    private static bool IsReadyToGo(Document document) =>
        document.Metadata.DeletionTimestamp is not null
        && document.Metadata.Finalizers.Count == 0
        && (document.Metadata.DeletionGracePeriodSeconds ?? 0) == 0
        && (document.Root.GetMap("spec")?.GetList("finalizers")?.Count ?? 0) == 0;

    private static void Keep(Document old, Document written)
    {
        var (before, after) = (old.Metadata, written.Metadata);
        after.Uid = before.Uid;
        after.CreationTimestamp = before.CreationTimestamp;
        after.Generation = before.Generation;
        after.ResourceVersion = before.ResourceVersion;
        if (before.DeletionTimestamp is not null)
            after.DeletionTimestamp = before.DeletionTimestamp;
    }

    private Document Remove_NeedsLock(Document document) => Commit_NeedsLock(WatchEventType.Deleted, document);

    private Document Commit_NeedsLock(WatchEventType type, Document document)
    {
        document.Metadata.ResourceVersion = (++_version).ToString(CultureInfo.InvariantCulture);
        document.Freeze();
        if (type == WatchEventType.Deleted)
            _objects.Remove(Id(document));
        else
            _objects[Id(document)] = document;
        _history.Add(_version, new WatchEvent(type, document));
        return document;
    }
}
