namespace LightKube.ApiServer.FlowControl;

/// <summary>
/// The seats of one level and the requests that wait for them. While there are seats, a request costs two short visits under the lock and nothing else;
/// queues, hands and virtual time begin to matter when they run out.
/// </summary>
internal sealed class PriorityLevel
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly SeatDemand _demand;
    private readonly List<FairQueue> _queues = [];
    private LevelRules _rules;
    private int _limit;
    private int _seats;
    private int _waiting;
    private double _virtualTime;
    private long _virtualAt;
    private long _dispatched;
    private long _rejected;
    private long _queued;

    public PriorityLevel(string name, LevelRules rules, TimeProvider time)
    {
        Name = name;
        _time = time;
        _demand = new SeatDemand(time);
        Refusals = new Refusals(time);
        _rules = rules;
        _virtualAt = time.GetTimestamp();
        AddQueuesNeedsLock();
    }

    public string Name { get; }

    /// <summary>Whom it turned away.</summary>
    public Refusals Refusals { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    public LevelRules Rules => Volatile.Read(ref _rules);

    public LevelShare Share { get; private set; }

    /// <summary>The most seats that one request of it may take.</summary>
    public int MaxSeats { get; private set; } = 1;

    /// <summary>The seats that it has now, borrowed ones included.</summary>
    public int Limit => Volatile.Read(ref _limit);

    /// <summary>For metrics: requests that had their seats, that were refused, that had to wait; seats in use; requests that wait.</summary>
    public (long Dispatched, long Rejected, long Queued, int Seats, int Waiting) Counters
    {
        get
        {
            lock (_lock)
            {
                return (_dispatched, _rejected, _queued, _seats, _waiting);
            }
        }
    }

    /// <summary>Queues in which requests wait.</summary>
    public int ActiveQueues
    {
        get
        {
            lock (_lock)
            {
                return _queues.Count(static queue => queue.Waiting.Count > 0);
            }
        }
    }

    /// <summary>Takes over what its configuration says now. Requests that are served or wait go on.</summary>
    public void Configure(LevelRules rules, LevelShare share)
    {
        lock (_lock)
        {
            Volatile.Write(ref _rules, rules);
            Share = share;
            MaxSeats = Math.Clamp((int)(share.Nominal * FlowLimits.MaxSeatsPart), 1, FlowLimits.MaxSeats);
            AddQueuesNeedsLock();
            DispatchNeedsLock();
        }
    }

    public void SetLimit(int limit)
    {
        lock (_lock)
        {
            _limit = limit;
            DispatchNeedsLock();
        }
    }

    /// <summary>What was wanted since the last call.</summary>
    public (int HighWatermark, double Smoothed) CloseDemand()
    {
        lock (_lock)
        {
            _demand.Close();
            return (_demand.HighWatermark, _demand.Smoothed);
        }
    }

    /// <summary>Takes seats if there are any for this request now.</summary>
    public bool TryEnter(int seats)
    {
        lock (_lock)
        {
            if (!_rules.Exempt && (_waiting > 0 || !FitsNeedsLock(seats)))
            {
                return false;
            }

            _demand.Change(seats);
            _seats += seats;
            _dispatched++;
            return true;
        }
    }

    /// <summary>Puts the request in the emptiest queue of its flow's hand; null when all are full or there are none.</summary>
    public WaitingRequest? Enqueue(int seats, ulong flow)
    {
        lock (_lock)
        {
            if (_rules.Queues == 0 || ChooseNeedsLock(flow) is not { } queue)
            {
                _rejected++;
                return null;
            }

            AdvanceNeedsLock();
            if (!queue.IsActive)
            {
                queue.Start = _virtualTime;
            }

            var request = new WaitingRequest(seats) { Queue = queue };
            queue.Waiting.AddLast(request);
            queue.WaitingSeats += seats;
            _waiting++;
            _queued++;
            _demand.Change(seats);
            DispatchNeedsLock();
            return request;
        }
    }

    /// <summary>The request waits no longer. False when it has just got its seats: then it is to be served after all.</summary>
    public bool TryGiveUp(WaitingRequest request)
    {
        lock (_lock)
        {
            if (request.Seated.IsCompleted || !request.Queue!.Waiting.Remove(request))
            {
                return false;
            }

            AdvanceNeedsLock();
            request.Queue.WaitingSeats -= request.Seats;
            _waiting--;
            _rejected++;
            _demand.Change(-request.Seats);
            return true;
        }
    }

    /// <param name="seats">What the request had.</param>
    /// <param name="queue">Where it had waited; null when it had not.</param>
    /// <param name="served">When it got its seats.</param>
    public void Leave(int seats, FairQueue? queue, long served)
    {
        lock (_lock)
        {
            _demand.Change(-seats);
            _seats -= seats;
            if (queue is not null)
            {
                AdvanceNeedsLock();
                queue.Served--;

                // It was taken to last as long as any; now it is known.
                queue.Start += (_time.GetElapsedTime(served) - FlowLimits.EstimatedService).TotalSeconds * seats;
            }

            if (_waiting > 0)
            {
                DispatchNeedsLock();
            }
        }
    }

    private bool FitsNeedsLock(int seats) => _seats + seats <= _limit || (_seats == 0 && _limit > 0);

    private void AddQueuesNeedsLock()
    {
        // Queues are never taken away: those that are not dealt any more run empty.
        while (_queues.Count < _rules.Queues)
        {
            _queues.Add(new FairQueue());
        }
    }

    private FairQueue? ChooseNeedsLock(ulong flow)
    {
        Span<int> hand = stackalloc int[Math.Min(_rules.HandSize, 64)];
        FlowHash.Deal(flow, _rules.Queues, hand);
        FairQueue? best = null;
        foreach (var number in hand)
        {
            var queue = _queues[number];
            if (best is null || queue.WaitingSeats < best.WaitingSeats)
            {
                best = queue;
            }
        }

        return best!.Waiting.Count < _rules.QueueLength ? best : null;
    }

    // Virtual time is what each of the active queues would have been served if all were served at once, in seats times seconds.
    private void AdvanceNeedsLock()
    {
        var now = _time.GetTimestamp();
        var active = 0;
        foreach (var queue in _queues)
        {
            active += queue.IsActive ? 1 : 0;
        }

        _virtualTime += active == 0 ? 0 : _time.GetElapsedTime(_virtualAt, now).TotalSeconds * _limit / active;
        _virtualAt = now;
    }

    private void DispatchNeedsLock()
    {
        while (_waiting > 0 && NextNeedsLock() is { } queue)
        {
            var request = queue.Waiting.First!.Value;
            if (!_rules.Exempt && !FitsNeedsLock(request.Seats))
            {
                return;
            }

            queue.Waiting.RemoveFirst();
            queue.WaitingSeats -= request.Seats;
            queue.Served++;
            queue.Start += FlowLimits.EstimatedService.TotalSeconds * request.Seats;
            _waiting--;
            _seats += request.Seats;
            _dispatched++;
            request.Seat();
        }
    }

    // The one whose first request would be done first.
    private FairQueue? NextNeedsLock()
    {
        FairQueue? next = null;
        var earliest = double.MaxValue;
        foreach (var queue in _queues)
        {
            if (queue.Waiting.First is { } first)
            {
                var end = queue.Start + (FlowLimits.EstimatedService.TotalSeconds * first.Value.Seats);
                (next, earliest) = end < earliest ? (queue, end) : (next, earliest);
            }
        }

        return next;
    }
}
