namespace LightKube.Scheduler;

/// <summary>Work that the loop has given away and that must have ended before the component has. Used by one thread.</summary>
internal sealed class Background
{
    private readonly HashSet<Task> _tasks = [];

    /// <summary>Runs it on the thread pool: what it does before its first wait must not hold up the loop.</summary>
    public Task Run(Func<Task> work)
    {
        _tasks.RemoveWhere(static task => task.IsCompleted);
        var task = Task.Run(work);
        _tasks.Add(task);
        return task;
    }

    public Task WhenAllEnded() => Task.WhenAll(_tasks);
}
