using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Policy.V1;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Subresources;

/// <summary><c>pods/eviction</c>: a deletion that asks the pod's disruption budget first.</summary>
public sealed class EvictionHandler(Deleter deleter, DisruptionBudgets budgets, IObjectReader reader) : IPostHandler
{
    /// <summary>How often a pod is looked at anew that changes while it is evicted; Kubernetes' number.</summary>
    private const int Attempts = 20;

    public async Task<(int Status, DocMap Body)> PostAsync(ServedResource resource, ApiCall call, DocMap body)
    {
        PostedMetadata.Check(call, body, "Eviction");
        var options = DeleteRequest.From(Eviction.Over(body).DeleteOptions.Peek() ?? new DocMap());
        var deletion = new ApiCall { User = call.User, Namespace = call.Namespace, Name = call.Name, DryRun = call.DryRun || options.DryRun, IsAdmitted = call.IsAdmitted, Cancel = call.Cancel };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await EvictAsync(resource, deletion, options);
                return (201, StatusDocument.Created());
            }
            catch (ApiException e) when (e.IsConflict && options.ResourceVersion is null && attempt < Attempts)
            {
                // The pod has changed, and with it perhaps what there is to be asked.
            }
        }
    }

    private async Task EvictAsync(ServedResource resource, ApiCall call, DeleteRequest options)
    {
        var pod = reader.Find<Pod>(call.Namespace, call.Name) ?? throw ApiException.NotFound(resource.Schema, call.Name);
        if (pod.Status.Phase is "Succeeded" or "Failed" || pod.Metadata.DeletionTimestamp is not null)
        {
            await deleter.DeleteAsync(resource, call, options);
            return;
        }

        // One that has not begun disturbs nobody, as long as it has not.
        if (pod.Status.Phase == "Pending")
        {
            await deleter.DeleteAsync(resource, call, AsItIs(options, pod));
            return;
        }

        if (await budgets.TakeAsync(call, pod) is not { } budget)
        {
            await deleter.DeleteAsync(resource, call, options);
            return;
        }

        try
        {
            await deleter.DeleteAsync(resource, call, AsItIs(options, pod));
        }
        catch (ApiException e) when (e.IsConflict && options.ResourceVersion is null)
        {
            throw DisruptionBudgets.StillProcessed(budget);
        }
    }

    private static DeleteRequest AsItIs(DeleteRequest options, Pod pod) => options with { ResourceVersion = options.ResourceVersion ?? pod.Metadata.ResourceVersion };
}
