namespace LightKube.ApiServer.FlowControl;

/// <summary>A request in a queue. Its task completes when it has its seats, or when it gave up.</summary>
internal sealed class WaitingRequest(int seats)
{
    private readonly TaskCompletionSource _seated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Seats { get; } = seats;

    public FairQueue? Queue { get; set; }

    public Task Seated => _seated.Task;

    public void Seat() => _seated.SetResult();
}

/// <summary>Requests of the flows that share it, first come, first served; and the time at which it would be served if all were served at once.</summary>
internal sealed class FairQueue
{
    public LinkedList<WaitingRequest> Waiting { get; } = [];

    /// <summary>Seats that its requests wait for.</summary>
    public int WaitingSeats { get; set; }

    /// <summary>Requests of it that are being served.</summary>
    public int Served { get; set; }

    /// <summary>In seconds of the level's virtual time: when its first request starts.</summary>
    public double Start { get; set; }

    public bool IsActive => Waiting.Count > 0 || Served > 0;
}
