using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Strategies;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>Changes objects: the one read-modify-write under update, patch and every subresource that edits.</summary>
public sealed class Updater(ObjectStore store, AdmissionChain admission, FieldRecorder fields)
{
    /// <param name="resource">The kind.</param>
    /// <param name="call">Who, and which object.</param>
    /// <param name="change">
    /// Makes the new object, each time another tree, from the present one, which is frozen; called again when another writer was
    /// faster. What it returns is decoded, checked against its schema and has the schema's defaults. Its resourceVersion, when set, must be the present one.
    /// </param>
    /// <exception cref="ApiException">NotFound, Conflict, Invalid, or what admission says.</exception>
    public async Task<StoredObject> UpdateAsync(ServedResource resource, ApiCall call, Func<Document, Document> change)
    {
        for (var tries = 1; ; tries++)
        {
            var entry = resource.Cache.Current.Entries.Find(resource.KeyOf(call.Namespace, call.Name))
                ?? throw ApiException.NotFound(resource.Schema, call.Name);
            await resource.PrepareAsync(entry, call.Cancel);
            var old = StoredObject.Of(resource, entry).Document.Value;
            var next = change(old);
            CheckIdentity(resource, call, old, next);
            if (await TryAsync(resource, call, entry, old, next) is { } updated)
            {
                return updated;
            }

            if (tries == RegistryLimits.MaxConflictRetries)
            {
                throw ApiException.Outdated(resource.Schema, call.Name);
            }
        }
    }

    private async Task<StoredObject?> TryAsync(ServedResource resource, ApiCall call, CacheEntry entry, Document old, Document next)
    {
        KeepSystemMetadata(old, next);
        resource.Strategy.SetDefaults(next);
        fields.Updated(resource, call, old, next);
        var request = RequestFor(resource, call, old, next);
        await MutateAsync(call, request, next);
        resource.Strategy.PrepareForUpdate(next, old, call.Subresource);
        var written = false;
        try
        {
            await ValidateAsync(resource, call, request, old, next);
            SharedParts.Share(old.Root, next.Root);
            if (next.Root.ContentEquals(old.Root) && !entry.IsStale(resource.Stored))
            {
                return StoredObject.Of(resource, entry);
            }

            if (call.DryRun)
            {
                return StoredObject.Of(resource, next.Freeze());
            }

            var result = Deletion.IsComplete(next, resource.Strategy)
                ? await store.DeleteAsync(resource, entry, next, call.Cancel)
                : await store.UpdateAsync(resource, entry, next, call.Cancel);
            written = result is not null;
            return result;
        }
        finally
        {
            if (!written)
            {
                resource.Strategy.Abandon(next, old);
            }
        }
    }

    private static AdmissionRequest RequestFor(ServedResource resource, ApiCall call, Document old, Document next) => new()
    {
        Verb = AdmissionVerb.Update,
        Kind = resource.Schema,
        Subresource = call.View?.Subresource ?? call.Subresource,
        Namespace = call.Namespace,
        Name = call.Name,
        Object = call.View?.Of(next) ?? next,
        Old = call.View?.Of(old) ?? old,
        User = call.User,
        DryRun = call.DryRun,
        Options = call.Options,
        Annotations = call.AuditAnnotations,
    };

    private async ValueTask MutateAsync(ApiCall call, AdmissionRequest request, Document next)
    {
        if (!call.IsAdmitted)
        {
            await admission.MutateAsync(request, call.Cancel);
            call.View?.Write(request.Object!, next);
        }
    }

    private async Task ValidateAsync(ServedResource resource, ApiCall call, AdmissionRequest request, Document old, Document next)
    {
        var advice = ObjectRules.ValidateUpdate(resource, next, old, call.Subresource);
        if (!call.IsAdmitted)
        {
            await admission.ValidateAsync(request, call.Cancel);
        }

        call.Warnings.AddRange(request.Warnings);
        call.Warnings.AddRange(advice);
        call.Warnings.AddRange(resource.Strategy.Warnings(next));
    }

    // A resourceVersion that the client gave ends it here once another writer was faster; a patch without one has the present object's.
    private static void CheckIdentity(ServedResource resource, ApiCall call, Document old, Document next)
    {
        var metadata = next.Metadata;
        if (metadata.Name.Length == 0)
        {
            metadata.Name = call.Name;
        }

        if (metadata.Name != call.Name)
        {
            throw ApiException.BadRequest($"the name of the object ({metadata.Name}) does not match the name on the URL ({call.Name})");
        }

        if (resource.Schema.Namespaced && metadata.Namespace.Length > 0 && metadata.Namespace != call.Namespace)
        {
            throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        metadata.Namespace = call.Namespace;
        if (metadata.Uid.Length > 0 && metadata.Uid != old.Uid)
        {
            throw ApiException.Conflict(
                resource.Schema, call.Name, $"Precondition failed: UID in precondition: {metadata.Uid}, UID in object meta: {old.Uid}");
        }

        if (!resource.Strategy.AllowsUnconditionalUpdate && metadata.ResourceVersion is "" or "0")
        {
            throw ApiException.Invalid(
                resource.Schema, call.Name, [new StatusCause("FieldValueInvalid", "Invalid value: 0: must be specified for an update", "metadata.resourceVersion")]);
        }

        if (metadata.ResourceVersion is not ("" or "0") && metadata.ResourceVersion != old.ResourceVersion)
        {
            throw ApiException.Outdated(resource.Schema, call.Name);
        }
    }

    // What no client may change. A deletion's mark, once made, stays.
    private static void KeepSystemMetadata(Document old, Document next)
    {
        var from = old.Root.GetMap("metadata")!;
        var to = next.Root.GetOrAddMap("metadata");
        foreach (var key in (ReadOnlySpan<string>)["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion", "generation"])
        {
            to.Set(key, from[key]);
        }

        to.Remove("selfLink");
    }
}
