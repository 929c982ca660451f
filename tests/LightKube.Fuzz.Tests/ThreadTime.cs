using System.Runtime.InteropServices;

namespace LightKube.Fuzz;

/// <summary>The processor time of this thread: a busy machine does not make an input slow.</summary>
internal static partial class ThreadTime
{
    private const int ThreadClock = 3;

    public static unsafe TimeSpan Now
    {
        get
        {
            var time = default(TimeSpec);
            _ = ClockGetTime(ThreadClock, &time);
            return TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / 100));
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static unsafe partial int ClockGetTime(int clock, TimeSpec* time);
}
