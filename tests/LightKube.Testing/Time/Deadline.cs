namespace LightKube.Testing.Time;

/// <summary>How long a test waits for a fact before it fails: far longer than a loaded machine takes.</summary>
public static class Deadline
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static Task InTime(this Task task) => task.WaitAsync(Timeout);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Timeout);
}
