using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.ApiServer.Http;

namespace LightKube.ApiServer.Registry;

/// <summary>Server-side apply: creates the object when there is none, else merges into it.</summary>
public sealed class Applier(Creator creator, Updater updater, FieldRecorder fields)
{
    /// <param name="Object">The object after it.</param>
    /// <param name="IsCreated">False when there was one.</param>
    public sealed record Result(StoredObject Object, bool IsCreated);

    /// <param name="resource">The kind.</param>
    /// <param name="call">Who, and which object or subresource.</param>
    /// <param name="configuration">As sent.</param>
    /// <param name="force">Take fields that others own.</param>
    /// <param name="authorizeCreate">Throws unless the caller may create the object.</param>
    /// <exception cref="ApiException">The configuration does not fit, there are conflicts, or what create and update say.</exception>
    public async Task<Result> ApplyAsync(ServedResource resource, ApiCall call, DocMap configuration, bool force, Func<ValueTask> authorizeCreate)
    {
        for (var tries = 1; ; tries++)
        {
            var exists = resource.Cache.Current.Entries.Find(resource.KeyOf(call.Namespace, call.Name)) is not null;
            try
            {
                return exists || call.Subresource.Length > 0
                    ? new Result(await UpdateAsync(resource, call, configuration, force), IsCreated: false)
                    : new Result(await CreateAsync(resource, call, configuration, force, authorizeCreate), IsCreated: true);
            }
            catch (ApiException e) when ((exists ? e.IsNotFound : e.IsAlreadyExists) && call.Subresource.Length == 0 && tries < RegistryLimits.MaxConflictRetries)
            {
                // Somebody else created or deleted it meanwhile.
            }
        }
    }

    /// <summary>Merges into an object that is there.</summary>
    /// <exception cref="ApiException">As above, and NotFound.</exception>
    public Task<StoredObject> UpdateAsync(ServedResource resource, ApiCall call, DocMap configuration, bool force) =>
        updater.UpdateAsync(resource, call, old => DocumentDecoder.Complete(fields.Apply(resource, call, old, configuration, force), old, call));

    private async Task<StoredObject> CreateAsync(ServedResource resource, ApiCall call, DocMap configuration, bool force, Func<ValueTask> authorizeCreate)
    {
        var document = fields.Apply(resource, call, null, configuration, force);
        if (document.Uid.Length > 0)
        {
            throw ApiException.Conflict(
                resource.Schema, call.Name, $"uid mismatch: the provided object specified uid {document.Uid}, and no existing object was found");
        }

        if (document.Name.Length > 0 && document.Name != call.Name)
        {
            throw ApiException.BadRequest($"the name of the object ({document.Name}) does not match the name on the URL ({call.Name})");
        }

        await authorizeCreate();
        return await creator.CreateAsync(resource, call, DocumentDecoder.Complete(document, call));
    }
}
