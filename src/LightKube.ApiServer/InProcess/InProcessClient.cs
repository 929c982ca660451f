using System.Globalization;
using System.Runtime.CompilerServices;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Schemas;
using LightKube.Api.Views;
using LightKube.ApiServer.Authentication;
using LightKube.ApiServer.Authorization;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Http;
using LightKube.ApiServer.Registry;
using LightKube.ApiServer.Watching;
using LightKube.Client;
using LightKube.Store;
using ListQuery = LightKube.Client.ListQuery;

namespace LightKube.ApiServer.InProcess;

/// <summary>
/// The API for components in the server's own process: the same authorization, admission and validation as over HTTPS, but
/// documents go by reference and nothing is encoded twice.
/// </summary>
public sealed class InProcessClient(
    ApiContext context,
    IReadOnlyDictionary<(string GroupResource, string Subresource), IPostHandler> posts,
    Questions questions,
    UserInfo user) : IClient
{
    private readonly string _manager = FieldManagers.OfComponent(user);

    public async Task<Document> GetAsync(KindSchema kind, ObjectKey key, CancellationToken cancel)
    {
        var resource = Authorized(kind, "get", key);
        var entry = resource.Cache.Current.Entries.Find(resource.KeyOf(key.Namespace, key.Name)) ?? throw ApiException.NotFound(kind, key.Name);
        await resource.PrepareAsync(entry, cancel);
        return StoredObject.Of(resource, entry).Document.Value;
    }

    public async Task<ListResult> ListAsync(KindSchema kind, ListQuery query, CancellationToken cancel)
    {
        var resource = Authorized(kind, "list", new ObjectKey(query.Namespace ?? "", ""), fieldSelector: query.FieldSelector);
        var selection = Selection.Parse(resource, query.Namespace ?? "", query.LabelSelector ?? "", query.FieldSelector ?? "");
        var page = await context.Lister.ListAsync(
            resource.Cache, new ListRequest(selection, query.ResourceVersion, "", query.Limit, query.Continue), cancel);
        await resource.PrepareAsync(page.Entries, cancel);
        var items = new List<Document>(page.Entries.Count);
        var keep = !query.Passing;
        foreach (var entry in page.Entries)
        {
            items.Add(DocumentOf(resource, entry, keep));
        }

        return new ListResult(items, page.Revision.ToString(CultureInfo.InvariantCulture), page.Continue);
    }

    public async IAsyncEnumerable<WatchEvent> WatchAsync(KindSchema kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        var resource = Authorized(kind, "watch", new ObjectKey(query.Namespace ?? "", ""), fieldSelector: query.FieldSelector);
        var keep = !query.Passing;
        if (keep)
        {
            resource.Cache.KeepDocuments();
        }

        var selection = Selection.Parse(resource, query.Namespace ?? "", query.LabelSelector ?? "", query.FieldSelector ?? "");
        var position = query.ResourceVersion is "" or "0" ? 0 : Lister.ParseVersion(query.ResourceVersion);
        if (position == 0 || query.SendInitialEvents)
        {
            var (entries, revision) = context.Lister.Now(resource.Cache);
            position = revision;
            if (resource.Versions is not null)
            {
                await resource.PrepareAsync([.. entries.Range(selection.Prefix)], cancel);
            }

            foreach (var entry in entries.Range(selection.Prefix).Where(selection.Matches))
            {
                yield return new WatchEvent(WatchEventType.Added, DocumentOf(resource, entry, keep));
            }

            if (query.SendInitialEvents)
            {
                yield return new WatchEvent(WatchEventType.Bookmark, Bookmark(kind, revision, initialEventsEnd: true));
            }
        }

        await using var watcher = new CacheWatcher(context.Cache, resource.Cache, context.Store, position);
        var batch = new CacheEvent[HttpLimits.WatchBatch];
        while (true)
        {
            // The signal is taken before the cache is asked whether it still lives: its last one cannot be missed then.
            var change = watcher.NextChange;
            var isLast = watcher.IsRetired;
            var count = await watcher.ReadAsync(batch, cancel);
            await resource.PrepareAsync(batch.AsMemory(0, count), cancel);
            for (var i = 0; i < count; i++)
            {
                if (Translate(resource, selection, batch[i], keep) is { } translated)
                {
                    yield return translated;
                }
            }

            if (count == 0)
            {
                if (isLast)
                {
                    yield break;
                }

                await change.WaitAsync(cancel);
            }
        }
    }

    public async Task<Document> CreateAsync(Document document, CancellationToken cancel)
    {
        var call = Call(new ObjectKey(document.Namespace, document.Name), "", cancel);
        if (questions.Has(document.Schema))
        {
            Authorize(document.Schema, "create", new ObjectKey(document.Namespace, ""), null, null);
            return (await questions.AskAsync(call, DocumentDecoder.Complete(document.MutableCopy(), call))).Freeze();
        }

        var resource = Authorized(document.Schema, "create", new ObjectKey(document.Namespace, ""));
        var complete = DocumentDecoder.Complete(Copy(document, resource), call);
        return (await context.Creator.CreateAsync(resource, call, complete)).Document.Value;
    }

    public async Task<Document> UpdateAsync(Document document, string? subresource, CancellationToken cancel)
    {
        var key = new ObjectKey(document.Namespace, document.Name);
        var resource = Authorized(document.Schema, "update", key, subresource);
        var call = Call(key, subresource ?? "", cancel);
        var updated = await context.Updater.UpdateAsync(resource, call, _ => DocumentDecoder.Complete(Copy(document, resource), call));
        return updated.Document.Value;
    }

    public async Task<Document> PatchAsync(KindSchema kind, ObjectKey key, Patch patch, string? subresource, CancellationToken cancel)
    {
        var resource = Authorized(kind, "patch", key, subresource);
        var call = Call(key, subresource ?? "", cancel, patch);
        if (patch.Type == PatchType.Apply)
        {
            var configuration = patch.Body.AsMap ?? throw ApiException.BadRequest("an applied configuration must be an object");
            var applied = await context.Applier.ApplyAsync(resource, call, configuration, patch.Force, () =>
            {
                _ = Authorized(kind, "create", key, subresource);
                return ValueTask.CompletedTask;
            });
            return applied.Object.Document.Value;
        }

        var patched = await context.Updater.UpdateAsync(resource, call, old => Patcher.Apply(resource.Schema, old, patch, call));
        return patched.Document.Value;
    }

    public async Task DeleteAsync(KindSchema kind, ObjectKey key, DeleteQuery query, CancellationToken cancel)
    {
        var resource = Authorized(kind, "delete", key);
        var request = new DeleteRequest
        {
            GracePeriodSeconds = query.GracePeriodSeconds,
            PropagationPolicy = query.PropagationPolicy,
            Uid = query.Uid,
            ResourceVersion = query.ResourceVersion,
        };
        await context.Deleter.DeleteAsync(resource, Call(key, "", cancel), request);
    }

    public async Task<DocMap> PostAsync(KindSchema kind, ObjectKey key, string subresource, DocMap body, CancellationToken cancel)
    {
        var resource = Authorized(kind, "create", key, subresource);
        if (!posts.TryGetValue((kind.GroupResource, subresource), out var handler))
        {
            throw new ApiException(404, StatusReason.NotFound, $"{kind.GroupResource} has no subresource {subresource} that can be posted to");
        }

        return (await handler.PostAsync(resource, Call(key, subresource, cancel), body)).Body;
    }

    private ApiCall Call(ObjectKey key, string subresource, CancellationToken cancel, Patch? patch = null) => new()
    {
        User = user,
        Namespace = key.Namespace,
        Name = key.Name,
        Subresource = subresource,
        FieldManager = patch?.FieldManager ?? _manager,
        IsApply = patch?.Type == PatchType.Apply,
        Cancel = cancel,
    };

    // A custom kind may have another schema by now than the one that the caller goes by.
    private static Document Copy(Document document, ServedResource resource) => new(resource.Schema, document.Root.DeepClone());

    private ServedResource Authorized(KindSchema kind, string verb, ObjectKey key, string? subresource = null, string? fieldSelector = null)
    {
        Authorize(kind, verb, key, subresource, fieldSelector);
        return context.Catalog.Find(kind) ?? throw new ApiException(404, StatusReason.NotFound, $"{kind.GroupResource} is not served");
    }

    private void Authorize(KindSchema kind, string verb, ObjectKey key, string? subresource, string? fieldSelector)
    {
        var attributes = new AuthorizationAttributes
        {
            User = user,
            Verb = verb,
            IsResourceRequest = true,
            Group = kind.Group,
            Version = kind.Version,
            Resource = kind.Plural,
            Subresource = subresource ?? "",
            Namespace = key.Namespace,
            Name = key.Name.Length > 0 ? key.Name : RequestInfo.PinnedName(fieldSelector ?? ""),
            FieldSelector = fieldSelector ?? "",
        };
        var result = context.Authorizer.Authorize(attributes);
        if (!result.IsAllowed)
        {
            throw ForbiddenErrors.For(attributes, result.Reason);
        }
    }

    // Who lists or watches in the process keeps the documents, so the cache keeps them for all; of a deleted object only for a while.
    private static Document DocumentOf(ServedResource resource, CacheEntry entry, bool keep) =>
        ReferenceEquals(entry.Schema, resource.Schema) ? entry.Document(keep) : StoredObject.Of(resource, entry).Document.Value;

    private static WatchEvent? Translate(ServedResource resource, Selection selection, CacheEvent change, bool keep)
    {
        var before = change.Previous is not null && selection.Matches(change.Previous);
        var now = change.Type != StoreEventType.Deleted && selection.Matches(change.Current);
        return (before, now) switch
        {
            (_, true) => new WatchEvent(before ? WatchEventType.Modified : WatchEventType.Added, DocumentOf(resource, change.Current, keep)),
            (true, false) => new WatchEvent(WatchEventType.Deleted, StoredObject.Of(resource, change.Current).Document.Value),
            _ => null,
        };
    }

    private static Document Bookmark(KindSchema kind, long revision, bool initialEventsEnd)
    {
        var root = new DocMap();
        root.Set("kind", kind.Kind);
        root.Set("apiVersion", kind.ApiVersion);
        var metadata = root.GetOrAddMap("metadata");
        metadata.Set("resourceVersion", revision.ToString(CultureInfo.InvariantCulture));
        if (initialEventsEnd)
        {
            metadata.GetOrAddMap("annotations").Set("k8s.io/initial-events-end", "true");
        }

        return new Document(kind, root).Freeze();
    }
}
