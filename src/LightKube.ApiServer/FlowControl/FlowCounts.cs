using LightKube.Foundation.Metrics;

namespace LightKube.ApiServer.FlowControl;

/// <summary>Why a request was refused; <see cref="FlowCounts.ReasonNames"/> has Kubernetes' words.</summary>
internal enum FlowRefusal : byte
{
    /// <summary>Its queue is full.</summary>
    QueueFull,

    /// <summary>There is no seat, and its level has no queues.</summary>
    ConcurrencyLimit,

    /// <summary>It has waited long enough.</summary>
    TimeOut,

    /// <summary>Its client has gone.</summary>
    Cancelled,
}

/// <summary>What became of the requests of one FlowSchema at one level. Outlives changes of both.</summary>
internal sealed class FlowCounts(string flow, string level)
{
    public static readonly string[] ReasonNames = ["queue-full", "concurrency-limit", "time-out", "cancelled"];

    // kube-apiserver's, in seconds.
    private static readonly double[] Bounds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];

    private readonly long[] _refused = new long[ReasonNames.Length];
    private int _executing;
    private int _seats;
    private int _waiting;

    public string Flow => flow;

    public string Level => level;

    /// <summary>How long those waited that were served; as many as were served.</summary>
    public Histogram Served { get; } = new(Bounds);

    /// <summary>How long those waited in a queue that were not.</summary>
    public Histogram GaveUp { get; } = new(Bounds);

    /// <summary>Requests that are served.</summary>
    public int Executing => Volatile.Read(ref _executing);

    /// <summary>The seats of these.</summary>
    public int Seats => Volatile.Read(ref _seats);

    /// <summary>Requests in queues.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public long RefusedFor(FlowRefusal reason) => Interlocked.Read(ref _refused[(int)reason]);

    public void Enter(int seats, TimeSpan waited)
    {
        Served.Observe(waited.TotalSeconds);
        Interlocked.Increment(ref _executing);
        Interlocked.Add(ref _seats, seats);
    }

    public void Leave(int seats)
    {
        Interlocked.Decrement(ref _executing);
        Interlocked.Add(ref _seats, -seats);
    }

    public void BeginWait() => Interlocked.Increment(ref _waiting);

    public void EndWait() => Interlocked.Decrement(ref _waiting);

    public void Refuse(FlowRefusal reason) => Interlocked.Increment(ref _refused[(int)reason]);
}
