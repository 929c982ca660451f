using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.FlowControl;

/// <summary>The seats that a request has. The default is of one that needs none.</summary>
public readonly struct FlowSeat
{
    private readonly PriorityLevel? _level;
    private readonly FairQueue? _queue;
    private readonly WorkEstimate _work;
    private readonly long _served;
    private readonly FlowCounts? _counts;

    internal FlowSeat(PriorityLevel level, WorkEstimate work, FairQueue? queue, long served, FlowCounts? counts = null)
    {
        _level = level;
        _queue = queue;
        _work = work;
        _served = served;
        _counts = counts;
    }

    /// <summary>The request is answered. Its seats are free now, or when those have been told who watch what it changed.</summary>
    public void Leave()
    {
        if (_level is null)
        {
            return;
        }

        _counts?.Leave(_work.Seats);
        if (_work.After > TimeSpan.Zero)
        {
            _ = LeaveLaterAsync(_level, _work, _queue, _served);
            return;
        }

        _level.Leave(_work.Seats, _queue, _served);
    }

    private static async Task LeaveLaterAsync(PriorityLevel level, WorkEstimate work, FairQueue? queue, long served)
    {
        await Task.Delay(work.After, level.Time);
        level.Leave(work.Seats, queue, served);
    }
}

/// <summary>A watch's seats, and its place among the watches: the seats are needed only until the present objects are sent.</summary>
public sealed class WatchSeat(FlowSeat seat, Action onClosed) : IDisposable
{
    private int _left;

    /// <summary>The watch of this request has sent what there was, and waits for what comes.</summary>
    public static void Initialized(HttpContext http) => http.Features.Get<WatchSeat>()?.LeaveSeat();

    public void Dispose()
    {
        LeaveSeat();
        onClosed();
    }

    private void LeaveSeat()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            seat.Leave();
        }
    }
}
