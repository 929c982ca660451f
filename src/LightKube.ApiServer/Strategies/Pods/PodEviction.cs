using System.Globalization;
using LightKube.Api.Core.V1;
using LightKube.Api.Documents;
using LightKube.Api.Errors;
using LightKube.Api.Policy.V1;
using LightKube.Api.Views;
using LightKube.ApiServer.Objects;
using LightKube.Client;

namespace LightKube.ApiServer.Strategies.Pods;

/// <summary>The subresource <c>pods/NAME/eviction</c>: a deletion that a PodDisruptionBudget may put off.</summary>
public sealed class PodEviction(IObjectReader objects, IClient client, TimeProvider time)
{
    /// <summary>Other evictions take from the same budget at the same time.</summary>
    private const int Attempts = 5;

    /// <summary>When to ask again for an eviction that the budget does not allow.</summary>
    private const int RetryAfterSeconds = 10;

    /// <summary>Takes the eviction from the budget. When it returns, the caller deletes the pod.</summary>
    /// <exception cref="ApiException">429 when the budget does not allow it now; 500 when several budgets select the pod.</exception>
    public async Task CheckAsync(Document document, bool dryRun, CancellationToken cancel)
    {
        var pod = document.As<Pod>();

        // What does not run, or is going anyway, costs nobody anything.
        if (pod.Status.Phase is "Succeeded" or "Failed" or "Pending" || pod.Metadata.DeletionTimestamp is not null)
        {
            return;
        }

        for (var attempt = 1; ; attempt++)
        {
            if (Find(document) is not { } budget || dryRun)
            {
                return;
            }

            try
            {
                await TakeAsync(budget, pod, cancel).ConfigureAwait(false);
                return;
            }
            catch (ApiException e) when (e.IsConflict && attempt < Attempts)
            {
                // The budget was changed in between: judge the new one.
            }
        }
    }

    private PodDisruptionBudget? Find(Document pod)
    {
        var fitting = objects.List<PodDisruptionBudget>(pod.Namespace)
            .Where(item => item.Spec.Selector.IsPresent && LabelMatch.Selects(item.Spec.Selector, pod.Labels))
            .ToList();
        if (fitting.Count > 1)
        {
            throw ApiException.Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }

        var budget = fitting.FirstOrDefault();
        return budget is null || IsUnhealthyAndFree(budget, pod.As<Pod>()) ? null : budget;
    }

    private static bool IsUnhealthyAndFree(PodDisruptionBudget budget, Pod pod)
    {
        var isReady = pod.Status.Conditions.Any(item => item is { Type: "Ready", Status: "True" });
        return !isReady && (budget.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow"
            || (budget.Status.CurrentHealthy >= budget.Status.DesiredHealthy && budget.Status.DesiredHealthy > 0));
    }

    private async Task TakeAsync(PodDisruptionBudget budget, Pod pod, CancellationToken cancel)
    {
        if (budget.Status.ObservedGeneration < budget.Metadata.Generation)
        {
            throw TooMany(budget, $"The disruption budget {budget.Name} is still being processed by the server.");
        }

        if (budget.Status.DisruptionsAllowed <= 0)
        {
            throw TooMany(budget, string.Create(
                CultureInfo.InvariantCulture,
                $"The disruption budget {budget.Name} needs {budget.Status.DesiredHealthy} healthy pods and has {budget.Status.CurrentHealthy} currently"));
        }

        var changed = budget.MutableCopy();
        changed.Status.DisruptionsAllowed--;
        changed.Status.Map.GetOrAddMap("disruptedPods").Set(pod.Name, ViewScalars.FormatTime(time.GetUtcNow()));
        await client.UpdateStatusAsync(changed, cancel).ConfigureAwait(false);
    }

    private static ApiException TooMany(PodDisruptionBudget budget, string cause) => new(
        429,
        StatusReason.TooManyRequests,
        "Cannot evict pod as it would violate the pod's disruption budget.")
    {
        Causes = [new StatusCause("DisruptionBudget", cause, "")],
        RetryAfterSeconds = budget.Status.ObservedGeneration < budget.Metadata.Generation ? RetryAfterSeconds : 0,
    };
}
