using LightKube.Api.Views;

namespace LightKube.Client.Reconciling;

/// <summary>
/// Brings the world into step with one object at a time. It is given a key and no event: it finds the object, reads what it needs, plans,
/// writes, and says when to look again. Implement <see cref="IReconciler{T}"/>.
/// </summary>
/// <remarks>
/// The runtime owns queue, de-duplication, back-off, logging and metrics. One key is never worked on twice at once. An
/// <see cref="Api.Errors.ApiException"/> is tried again, quietly when it is a conflict; a <see cref="TerminalException"/> is not.
/// </remarks>
public interface IReconciler
{
    /// <summary>A short lower-case name for logs and metrics: <c>endpointslice</c>.</summary>
    string Name { get; }

    /// <summary>What it looks at. Nothing is reconciled before all of it is in the cache.</summary>
    Reads Reads { get; }

    /// <summary>What it changes.</summary>
    Writes Writes { get; }

    /// <summary>How many keys are worked on at once.</summary>
    int Workers => ReconcilingLimits.DefaultWorkers;

    Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel);
}

/// <summary>A reconciler whose keys are those of objects of one kind.</summary>
public interface IReconciler<T> : IReconciler
    where T : KubeObject, IKubeObject<T>
{
}
