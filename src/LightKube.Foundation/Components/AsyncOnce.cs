namespace LightKube.Foundation.Components;

/// <summary>An operation that runs once, however often it is asked for: the first caller starts it, all await the same run.</summary>
public sealed class AsyncOnce(Func<Task> operation)
{
    private readonly Lazy<Task> _run = new(operation, LazyThreadSafetyMode.ExecutionAndPublication);

    /// <summary>Starts the operation, or joins the run under way.</summary>
    public Task RunAsync() => _run.Value;
}
