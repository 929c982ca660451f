using System.Collections.Concurrent;

namespace LightKube.Foundation.Processes;

/// <summary>
/// A thread that lasts as long as we do. The kernel ends a child that asked for it with the <em>thread</em> that started it, and a thread of
/// the pool may end at any time.
/// </summary>
internal static class LastingThread
{
    private static readonly BlockingCollection<Action> Work = Begin();

    /// <summary>Runs a function there, and returns what it returns or throws what it throws.</summary>
    internal static T Run<T>(Func<T> function)
    {
        var task = new Task<T>(function);
        Work.Add(task.RunSynchronously);
        return task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Action> Begin()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable())
                action();
        }) { IsBackground = true, Name = "lasting" }.Start();
        return work;
    }
}
