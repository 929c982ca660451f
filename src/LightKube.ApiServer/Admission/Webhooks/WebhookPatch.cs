using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Patches;
using LightKube.Api.Validation;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Applies what a mutating webhook wants changed to the request's object.</summary>
internal sealed class WebhookPatch(Func<ResourceCatalog> catalog, EquivalentResources equivalents)
{
    // What the server sets itself, whatever a webhook thinks of it.
    private static readonly string[] SystemFields =
        ["namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion", "generation", "selfLink"];

    /// <returns>True when the object has become another one.</returns>
    /// <exception cref="ApiException">The patch does not apply, or what comes out is not an object of the kind.</exception>
    public async ValueTask<bool> ApplyAsync(WebhookInvocation invocation, AdmissionRequest request, Value patch, CancellationToken cancel)
    {
        if (patch.AsList is { Count: 0 })
        {
            return false;
        }

        var document = request.Object ?? throw ApiException.Internal(
            $"admission webhook \"{invocation.Webhook.Name}\" attempted to modify the object, which is not supported for this operation");
        var before = document.MutableCopy();
        Replace(document.Root, await PatchedAsync(invocation, request, document, patch, cancel).ConfigureAwait(false));
        KeepSystemFields(before.Root, document.Root);
        Complete(request, document);
        return !document.Root.ContentEquals(before.Root);
    }

    private async ValueTask<DocMap> PatchedAsync(
        WebhookInvocation invocation, AdmissionRequest request, Document document, Value patch, CancellationToken cancel)
    {
        try
        {
            if (invocation.As is not { } other)
            {
                return JsonPatch.Apply(document.Root, patch);
            }

            var shown = await equivalents.ConvertAsync(document, request.Kind, other, cancel).ConfigureAwait(false);
            return await equivalents.ConvertBackAsync(JsonPatch.Apply(shown, patch), document, other, cancel).ConfigureAwait(false);
        }
        catch (PatchException e)
        {
            throw ApiException.Internal(e.Message, e);
        }
    }

    // Fields that the kind does not know go, and those that are missing get their defaults, as if the client had sent it so.
    private void Complete(AdmissionRequest request, Document document)
    {
        try
        {
            ObjectCompletion.Complete(document, FieldValidation.Ignore);
        }
        catch (ApiException e)
        {
            throw ApiException.Internal(e.Message, e);
        }

        if (ReferenceEquals(document.Schema, request.Kind))
        {
            catalog().Find(request.Kind)?.Strategy.SetDefaults(document);
        }
    }

    private static void Replace(DocMap target, DocMap content)
    {
        target.Clear();
        foreach (ref readonly var entry in content.Entries)
        {
            target.Set(entry.Key, entry.Value);
        }
    }

    private static void KeepSystemFields(DocMap before, DocMap after)
    {
        after.Set("kind", before["kind"]);
        after.Set("apiVersion", before["apiVersion"]);
        if (before.GetMap("metadata") is not { } from)
        {
            return;
        }

        var to = after.GetOrAddMap("metadata");
        foreach (var field in SystemFields)
        {
            to.Set(field, from[field]);
        }

        // An object whose name would be made may be given one.
        if (from.GetString("name") is { Length: > 0 } name)
        {
            to.Set("name", name);
        }
    }
}
