namespace LightKube.Foundation.Tests;

/// <summary>How long a test waits for a fact before it fails: far longer than a loaded machine takes.</summary>
internal static class Deadline
{
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    internal static Task InTime(this Task task) => task.WaitAsync(Timeout);

    internal static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(Timeout);
}
