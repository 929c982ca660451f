using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Watching;

namespace LightKube.ApiServer.Registry;

/// <summary>Deletes objects, or marks them when finalizers, a grace period or the kind itself hold them.</summary>
public sealed class Deleter(ObjectStore store, AdmissionChain admission, TimeProvider time)
{
    /// <param name="Object">The object's last or present state.</param>
    /// <param name="Removed">False when it is only marked.</param>
    public sealed record Result(StoredObject Object, bool Removed);

    public async Task<Result> DeleteAsync(ServedResource resource, ApiCall call, DeleteRequest request)
    {
        for (var tries = 1; ; tries++)
        {
            var entry = resource.Cache.Current.Entries.Find(resource.KeyOf(call.Namespace, call.Name))
                ?? throw ApiException.NotFound(resource.Schema, call.Name);
            await resource.PrepareAsync(entry, call.Cancel);
            var old = StoredObject.Of(resource, entry).Document.Value;
            CheckPreconditions(resource, call, request, old);
            if (tries == 1 && !call.IsAdmitted)
            {
                await AdmitAsync(resource, call, request, old);
            }

            if (await TryAsync(resource, call, request, entry, old) is { } result)
            {
                return result;
            }

            if (tries == RegistryLimits.MaxConflictRetries)
            {
                throw ApiException.Outdated(resource.Schema, call.Name);
            }
        }
    }

    private async Task<Result?> TryAsync(ServedResource resource, ApiCall call, DeleteRequest request, CacheEntry entry, Document old)
    {
        var next = old.MutableCopy();
        Deletion.ApplyPolicy(next, request.PropagationPolicy);
        Mark(resource, request, next);
        if (Deletion.IsComplete(next, resource.Strategy))
        {
            if (call.DryRun)
            {
                return new Result(StoredObject.Of(resource, next.Freeze()), true);
            }

            var last = await store.DeleteAsync(resource, entry, next, call.Cancel);
            return last is null ? null : new Result(last, true);
        }

        if (call.DryRun || next.Root.ContentEquals(old.Root))
        {
            return new Result(StoredObject.Of(resource, next.Freeze()), false);
        }

        resource.Strategy.MarkDeleted(next);
        var marked = await store.UpdateAsync(resource, entry, next, call.Cancel);
        return marked is null ? null : new Result(marked, false);
    }

    private void Mark(ServedResource resource, DeleteRequest request, Document next)
    {
        var metadata = next.Metadata;
        var grace = Math.Clamp(resource.Strategy.GracePeriod(next, request.GracePeriodSeconds), 0, RegistryLimits.MaxGracePeriodSeconds);
        var now = time.GetUtcNow();
        if (metadata.DeletionTimestamp is null)
        {
            metadata.DeletionTimestamp = now.AddSeconds(grace);
            metadata.DeletionGracePeriodSeconds = grace;
            if (metadata.Generation > 0)
            {
                metadata.Generation++;
            }

            return;
        }

        // A second deletion can only shorten the grace.
        var present = metadata.DeletionGracePeriodSeconds ?? 0;
        if (request.GracePeriodSeconds is not null && grace < present)
        {
            metadata.DeletionTimestamp = metadata.DeletionTimestamp.Value.AddSeconds(grace - present);
            metadata.DeletionGracePeriodSeconds = grace;
        }
    }

    private static void CheckPreconditions(ServedResource resource, ApiCall call, DeleteRequest request, Document old)
    {
        if (request.Uid is { } uid && uid != old.Uid)
        {
            throw ApiException.Conflict(resource.Schema, call.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {old.Uid}");
        }

        if (request.ResourceVersion is { } version && version != old.ResourceVersion)
        {
            throw ApiException.Conflict(
                resource.Schema, call.Name,
                $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {old.ResourceVersion}");
        }
    }

    private async Task AdmitAsync(ServedResource resource, ApiCall call, DeleteRequest options, Document old)
    {
        var request = new AdmissionRequest
        {
            Verb = AdmissionVerb.Delete,
            Kind = resource.Schema,
            Namespace = call.Namespace,
            Name = call.Name,
            Old = old,
            User = call.User,
            DryRun = call.DryRun,
            Options = options,
            Annotations = call.AuditAnnotations,
        };
        await admission.MutateAsync(request, call.Cancel);
        await admission.ValidateAsync(request, call.Cancel);
        call.Warnings.AddRange(request.Warnings);
    }
}
