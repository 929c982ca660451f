namespace LightKube.Foundation.Components;

/// <summary>
/// A part of a running LightKube: the store, the API server, a controller group, a child process.
/// </summary>
/// <remarks>
/// <code>
///            Init              Start               Stop
///  created ────────▶ prepared ────────▶ running ────────▶ stopped
///      └──────────────────┴───────────────────────────────▲
///                        Stop, at any time
/// </code>
/// A host calls <see cref="InitAsync"/> and <see cref="StartAsync"/> of its components in the order in which they are
/// listed, and <see cref="StopAsync"/> in reverse. A failure of one Stop never keeps the others from being stopped.
/// </remarks>
public interface IComponent
{
    /// <summary>A short lower-case name, used in logs and in readiness checks: <c>api-server</c>.</summary>
    string Name { get; }

    /// <summary>Checks its options and makes its files. May fail; leaves nothing running.</summary>
    Task InitAsync(CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Begins to work, and returns once it does: a server listens, a child process answers.</summary>
    Task StartAsync(CancellationToken cancel);

    /// <summary>Ends its work. May be called at any time, before Start and more than once; later calls await the first.</summary>
    Task StopAsync(CancellationToken cancel);
}

/// <summary>A component that can say why it is not ready.</summary>
public interface IReportsReadiness
{
    /// <summary>Null when ready; else the reason, as a person wants to read it in <c>/readyz?verbose</c>.</summary>
    string? NotReadyBecause { get; }
}
