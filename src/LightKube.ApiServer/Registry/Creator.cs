using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Views;
using LightKube.ApiServer.Admission;
using LightKube.ApiServer.Strategies;

namespace LightKube.ApiServer.Registry;

/// <summary>Creates objects.</summary>
public sealed class Creator(ObjectStore store, AdmissionChain admission, FieldRecorder fields, TimeProvider time)
{
    /// <summary>What the server adds to an object's metadata.</summary>
    private const int SystemFields = 5;

    /// <param name="resource">The kind.</param>
    /// <param name="call">Who and where.</param>
    /// <param name="document">Decoded, checked against its schema and with the schema's defaults; mutable, and the registry's from now on.</param>
    public async Task<StoredObject> CreateAsync(ServedResource resource, ApiCall call, Document document)
    {
        FillMetadata(resource, call, document);
        resource.Strategy.SetDefaults(document);
        fields.Created(resource, call, document);
        var request = AdmissionRequest.ForCreation(resource.Schema, call, document.Name, document);
        await admission.MutateAsync(request, call.Cancel);
        var generateName = document.Name.Length == 0 ? document.Metadata.GenerateName : "";
        resource.Strategy.PrepareForCreate(document);
        StoredObject? created = null;
        try
        {
            created = await StoreAsync(resource, call, document, generateName, request);
            return created;
        }
        finally
        {
            if (created is null || call.DryRun)
            {
                resource.Strategy.Abandon(document, null);
            }

            call.Warnings.AddRange(request.Warnings);
        }
    }

    private async Task<StoredObject> StoreAsync(ServedResource resource, ApiCall call, Document document, string generateName, AdmissionRequest request)
    {
        for (var tries = 1; ; tries++)
        {
            if (generateName.Length > 0)
            {
                document.Metadata.Name = ObjectNames.Generate(generateName);
            }

            if (tries == 1)
            {
                await ValidateAsync(resource, call, document, resource.Siblings?.Share(document), request);
            }

            if (call.DryRun)
            {
                return resource.Cache.Current.Entries.Find(resource.KeyOf(call.Namespace, document.Name)) is null
                    ? StoredObject.Of(resource, document.Freeze())
                    : throw ApiException.AlreadyExists(resource.Schema, document.Name);
            }

            if (await store.CreateAsync(resource, document, call.Cancel) is { } created)
            {
                resource.Siblings?.Add(document, created.Json.Length);
                return created;
            }

            if (generateName.Length == 0 || tries == RegistryLimits.MaxNameTries)
            {
                throw ApiException.AlreadyExists(resource.Schema, document.Name);
            }
        }
    }

    private async Task ValidateAsync(ServedResource resource, ApiCall call, Document document, Document? sibling, AdmissionRequest request)
    {
        call.Warnings.AddRange(ObjectRules.Validate(resource.Strategy, document, sibling));
        call.Warnings.AddRange(resource.Strategy.Warnings(document));
        await admission.ValidateAsync(request, call.Cancel);
    }

    private void FillMetadata(ServedResource resource, ApiCall call, Document document)
    {
        var metadata = document.Metadata;
        metadata.Map.Reserve(SystemFields);
        if (metadata.ResourceVersion.Length > 0)
        {
            throw ApiException.BadRequest("resourceVersion should not be set on objects to be created");
        }

        if (resource.Schema.Namespaced)
        {
            if (metadata.Namespace.Length > 0 && metadata.Namespace != call.Namespace)
            {
                throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            }

            metadata.Namespace = call.Namespace;
        }
        else
        {
            metadata.Namespace = "";
        }

        if (call.Name.Length > 0 && metadata.Name.Length == 0)
        {
            metadata.Name = call.Name;
        }

        metadata.Uid = ObjectNames.NewUid();
        metadata.CreationTimestamp = time.GetUtcNow();
        metadata.DeletionTimestamp = null;
        metadata.DeletionGracePeriodSeconds = null;
        metadata.SelfLink = "";
        metadata.Generation = 0;
    }
}
