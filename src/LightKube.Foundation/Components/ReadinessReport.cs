namespace LightKube.Foundation.Components;

/// <summary>What one component says of itself.</summary>
/// <param name="Component">The component's name.</param>
/// <param name="NotReadyBecause">Null when ready; else the reason.</param>
public readonly record struct ReadinessCheck(string Component, string? NotReadyBecause)
{
    /// <summary>Whether the component is ready.</summary>
    public bool IsReady => NotReadyBecause is null;
}

/// <summary>What all components say of themselves at one moment, in the order in which they start.</summary>
public sealed record ReadinessReport(IReadOnlyList<ReadinessCheck> Checks)
{
    /// <summary>Whether every component is ready.</summary>
    public bool IsReady => Checks.All(check => check.IsReady);

    /// <summary>The components that are not ready, with their reasons, on one line; empty when all are.</summary>
    public override string ToString() =>
        string.Join("; ", Checks.Where(check => !check.IsReady).Select(check => $"{check.Component}: {check.NotReadyBecause}"));
}
