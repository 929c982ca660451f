using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Patches;

namespace LightKube.ApiServer.Admission.Webhooks;

/// <summary>Applies what a mutating webhook wants changed to the request's object.</summary>
internal sealed class WebhookPatch(ObjectReplacement replacement, EquivalentResources equivalents)
{
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
        var next = await PatchedAsync(invocation, request, document, patch, cancel).ConfigureAwait(false);
        try
        {
            return replacement.Replace(request, next);
        }
        catch (ApiException e)
        {
            throw ApiException.Internal(e.Message, e);
        }
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
}
