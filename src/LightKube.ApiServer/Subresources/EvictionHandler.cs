using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Policy.V1;
using LightKube.Api.Selectors;
using LightKube.ApiServer.Handlers;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Subresources;

/// <summary><c>pods/eviction</c>: a deletion that asks the pod's disruption budgets first.</summary>
public sealed class EvictionHandler(Deleter deleter, Updater updater, ResourceCatalog catalog, IObjectReader reader, TimeProvider time) : IPostHandler
{
    public async Task<(int Status, DocMap Body)> PostAsync(ServedResource resource, ApiCall call, DocMap body)
    {
        if (reader.Find<Pod>(call.Namespace, call.Name) is not { } pod)
        {
            throw ApiException.NotFound(resource.Schema, call.Name);
        }

        if (Eviction.Over(body).Metadata.Name is { Length: > 0 } name && name != call.Name)
        {
            throw ApiException.BadRequest("name in URL does not match name in Eviction object");
        }

        var options = DeleteRequest.From(Eviction.Over(body).DeleteOptions.Peek() ?? new DocMap());
        var deletion = new ApiCall { User = call.User, Namespace = call.Namespace, Name = call.Name, DryRun = call.DryRun || options.DryRun, IsAdmitted = call.IsAdmitted, Cancel = call.Cancel };

        // A pod that has ended, or never began, disturbs nobody.
        if (pod.Status.Phase is not ("Succeeded" or "Failed" or "Pending") && pod.Metadata.DeletionTimestamp is null)
        {
            await TakeFromBudgetAsync(resource, deletion, pod);
        }

        await deleter.DeleteAsync(resource, deletion, options);
        return (201, StatusDocument.Created());
    }

    private async Task TakeFromBudgetAsync(ServedResource resource, ApiCall call, Pod pod)
    {
        var budgets = reader.List<PodDisruptionBudget>(call.Namespace).Where(budget =>
            budget.Spec.Selector.IsPresent && LabelSelector.From(budget.Spec.Selector.Map).Matches(pod.Metadata.Labels.Peek())).ToList();
        switch (budgets)
        {
            case []:
                return;
            case [var budget] when MayGo(pod, budget):
                return;
            case [var budget]:
                var served = catalog.Find(PodDisruptionBudget.Schema)!;
                var budgetCall = new ApiCall
                {
                    User = call.User, Namespace = call.Namespace, Name = budget.Name, Subresource = "status", DryRun = call.DryRun, Cancel = call.Cancel,
                };
                await updater.UpdateAsync(served, budgetCall, old => Take(old, pod.Name));
                return;
            default:
                throw ApiException.Internal($"the pod {call.Name} is selected by more than one PodDisruptionBudget, which eviction does not support");
        }
    }

    // A pod that is not ready serves nobody: with AlwaysAllow, or when enough others are healthy, it goes at no cost to the budget.
    private static bool MayGo(Pod pod, PodDisruptionBudget budget)
    {
        if (pod.Status.Conditions.Find(static condition => condition.Type == "Ready") is { Status: "True" })
        {
            return false;
        }

        return budget.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow"
            || (budget.Status.CurrentHealthy >= budget.Status.DesiredHealthy && budget.Status.DesiredHealthy > 0);
    }

    private Document Take(Document old, string pod)
    {
        var next = old.MutableCopy();
        var budget = next.As<PodDisruptionBudget>();
        if (budget.Status.ObservedGeneration < budget.Metadata.Generation)
        {
            throw ApiException.TooManyRequests("Cannot evict pod as it would violate the pod's disruption budget: the budget is still being processed by the server.", 10);
        }

        if (budget.Status.DisruptionsAllowed <= 0)
        {
            throw ApiException.TooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 10);
        }

        budget.Status.DisruptionsAllowed--;
        budget.Status.Map.GetOrAddMap("disruptedPods").Set(pod, Api.Views.ViewScalars.FormatTime(time.GetUtcNow()));
        return next;
    }
}
