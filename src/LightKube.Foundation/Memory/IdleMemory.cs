using LightKube.Foundation.Components;
using LightKube.Foundation.Native;

namespace LightKube.Foundation.Memory;

/// <summary>
/// Gives memory back to the system when the process has become quiet after work. The collector does nothing by itself while nobody
/// allocates, so what a burst of work took would stay taken. A while later it does so once more: what was remembered of the work for
/// a time, such as the newest events, has been let go by then.
/// </summary>
/// <param name="allocated">All bytes that the process ever allocated.</param>
/// <param name="release">Collects, compacts and gives back; takes some tens of milliseconds.</param>
/// <param name="time">When to look.</param>
public sealed class IdleMemory(Func<long> allocated, Action release, TimeProvider time) : IComponent
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Allocated since the last look: less means that the process is quiet.</summary>
    public const long QuietBytes = 16 << 20;

    /// <summary>Allocated since memory was last given back: less is not worth a collection.</summary>
    public const long WorthwhileBytes = 48 << 20;

    /// <summary>From the first time that memory is given back to the second.</summary>
    public static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(30);

    private ITimer? _timer;
    private TimeSpan _untilSecond;
    private long _atLook;
    private long _atRelease;

    public static IdleMemory OfThisProcess(TimeProvider time) => new(() => GC.GetTotalAllocatedBytes(), Release, time);

    public string Name => "idle-memory";

    public Task StartAsync(CancellationToken cancel)
    {
        _timer = time.CreateTimer(_ => Look(), null, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancel)
    {
        _timer?.Dispose();
        return Task.CompletedTask;
    }

    private void Look()
    {
        var now = allocated();
        var isQuiet = now - _atLook < QuietBytes;
        _atLook = now;
        if (isQuiet && now - _atRelease >= WorthwhileBytes)
        {
            _atRelease = now;
            _untilSecond = Afterwards;
            release();
        }
        else if (isQuiet && _untilSecond > TimeSpan.Zero && (_untilSecond -= Interval) <= TimeSpan.Zero)
        {
            release();
        }
    }

    private static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _ = Libc.malloc_trim(0); // Says only whether there was anything to give.
    }
}
