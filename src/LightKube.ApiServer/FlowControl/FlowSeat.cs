using Microsoft.AspNetCore.Http;

namespace LightKube.ApiServer.FlowControl;

/// <summary>The seats that a request has. The default is of one that needs none.</summary>
public readonly struct FlowSeat
{
    private readonly PriorityLevel? _level;
    private readonly FairQueue? _queue;
    private readonly int _seats;
    private readonly long _served;

    internal FlowSeat(PriorityLevel level, int seats, FairQueue? queue, long served)
    {
        _level = level;
        _queue = queue;
        _seats = seats;
        _served = served;
    }

    public void Leave() => _level?.Leave(_seats, _queue, _served);
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
