using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Policy.V1;
using LightKube.Api.Selectors;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.ApiServer.Registry;

namespace LightKube.ApiServer.Subresources;

/// <summary>Asks the PodDisruptionBudget of a pod whether the pod may be evicted, and notes it there.</summary>
public sealed class DisruptionBudgets(Updater updater, ResourceCatalog catalog, IObjectReader reader, TimeProvider time)
{
    /// <summary>Evictions in a budget's status that its controller has not seen yet; Kubernetes' number.</summary>
    private const int MaxDisruptedPods = 2000;

    private const string Refusal = "Cannot evict pod as it would violate the pod's disruption budget.";

    /// <summary>Takes the eviction from the pod's budget, if it has one.</summary>
    /// <returns>The name of a budget that the pod does not count for, since it is not healthy: it may go for as long as that is so. Else null.</returns>
    /// <exception cref="ApiException">TooManyRequests with the cause DisruptionBudget, or Forbidden: it may not go. Internal error: it has several.</exception>
    public async Task<string?> TakeAsync(ApiCall call, Pod pod)
    {
        var budgets = reader.List<PodDisruptionBudget>(call.Namespace).Where(budget =>
            budget.Spec.Selector.IsPresent && LabelSelector.From(budget.Spec.Selector.Map).Matches(pod.Metadata.Labels.Peek())).ToList();
        if (budgets.Count > 1)
        {
            throw new ApiException(500, "", "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        if (budgets is not [var budget])
        {
            return null;
        }

        if (!IsReady(pod) && LetsUnhealthyGo(budget))
        {
            return budget.Name;
        }

        await NoteAsync(call, budget.Name, pod.Name);
        return null;
    }

    /// <summary>What a client is told to try again for.</summary>
    public static ApiException StillProcessed(string budget) => Refused($"The disruption budget {budget} is still being processed by the server.", 10);

    private async Task NoteAsync(ApiCall call, string budget, string pod)
    {
        var noted = new ApiCall { User = call.User, Namespace = call.Namespace, Name = budget, Subresource = "status", DryRun = call.DryRun, Cancel = call.Cancel };
        try
        {
            await updater.UpdateAsync(catalog.Find(PodDisruptionBudget.Schema)!, noted, old => Note(old, pod));
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            // It was deleted a moment ago, and guards nothing any more.
        }
    }

    private Document Note(Document old, string pod)
    {
        var next = old.MutableCopy();
        var budget = next.As<PodDisruptionBudget>();
        var status = budget.Status;
        if (status.ObservedGeneration < budget.Metadata.Generation)
        {
            throw StillProcessed(budget.Name);
        }

        if (status.DisruptionsAllowed < 0)
        {
            throw ApiException.Forbidden(PodDisruptionBudget.Schema, budget.Name, "pdb disruptions allowed is negative");
        }

        if (status.Map.GetMap("disruptedPods")?.Count > MaxDisruptedPods)
        {
            throw ApiException.Forbidden(
                PodDisruptionBudget.Schema, budget.Name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }

        if (status.DisruptionsAllowed == 0)
        {
            throw Refused(WhyNone(budget), 0);
        }

        status.DisruptionsAllowed--;
        if (status.DisruptionsAllowed == 0)
        {
            NoteNoneLeft(status);
        }

        status.Map.GetOrAddMap("disruptedPods").Set(pod, ViewScalars.FormatTime(time.GetUtcNow()));
        return next;
    }

    private static string WhyNone(PodDisruptionBudget budget) =>
        budget.Status.Conditions.Find(condition => condition is { Type: "DisruptionAllowed", Reason: "SyncFailed" }) is { } failed
            ? $"The disruption budget {budget.Name} does not allow evicting pods currently because it failed sync: {failed.Message}"
            : $"The disruption budget {budget.Name} needs {budget.Status.DesiredHealthy} healthy pods and has {budget.Status.CurrentHealthy} currently";

    private void NoteNoneLeft(PodDisruptionBudgetStatus status)
    {
        var condition = status.Conditions.Find(candidate => candidate.Type == "DisruptionAllowed") ?? status.Conditions.AddNew();
        if (condition.Status != "False")
        {
            condition.LastTransitionTime = time.GetUtcNow();
        }

        condition.Type = "DisruptionAllowed";
        condition.Status = "False";
        condition.Reason = "InsufficientPods";
        condition.Message = "";
        condition.ObservedGeneration = status.ObservedGeneration;
    }

    private static bool IsReady(Pod pod) => pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });

    private static bool LetsUnhealthyGo(PodDisruptionBudget budget) =>
        budget.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow"
        || (budget.Status.CurrentHealthy >= budget.Status.DesiredHealthy && budget.Status.DesiredHealthy > 0);

    private static ApiException Refused(string why, int retryAfterSeconds) => new(429, StatusReason.TooManyRequests, Refusal)
    {
        RetryAfterSeconds = retryAfterSeconds,
        Causes = [new StatusCause("DisruptionBudget", why, "")],
    };
}
