namespace LightKube.Foundation.Components;

/// <summary>
/// Where a component says, after it has started, that it cannot go on. The host ends the process with the first error reported.
/// </summary>
public sealed class FatalErrors
{
    private readonly TaskCompletionSource<ComponentFailedException> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first error that was reported; never before.</summary>
    public Task<ComponentFailedException> First => _first.Task;

    /// <summary>Reports an error of the named component. Later reports are consequences of the first, and change nothing.</summary>
    public void Report(string component, Exception error) =>
        _first.TrySetResult(new ComponentFailedException(component, ComponentPhase.Run, error));
}
