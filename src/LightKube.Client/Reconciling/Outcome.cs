namespace LightKube.Client.Reconciling;

/// <summary>What comes of a reconcile that did not fail.</summary>
public readonly record struct Outcome
{
    /// <summary>Nothing more to do until something changes.</summary>
    public static readonly Outcome Done;

    /// <summary>When to look again; null for not before something changes.</summary>
    public TimeSpan? Delay { get; private init; }

    /// <summary>Why the work could not be finished, when it is to be tried again with back-off; else null.</summary>
    public string? RetryReason { get; private init; }

    /// <summary>Look again after the delay, changes or none: a deadline, a time to live.</summary>
    public static Outcome After(TimeSpan delay) => new() { Delay = delay };

    /// <summary>Look again after the delay, or not when there is none.</summary>
    public static Outcome AfterOrDone(TimeSpan? delay) => delay is { } wait ? After(wait) : Done;

    /// <summary>Something expected is not there yet: try again with the back-off of a failure, without its log.</summary>
    public static Outcome Retry(string reason) => new() { RetryReason = reason };
}
