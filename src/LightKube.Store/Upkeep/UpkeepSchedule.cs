using LightKube.Store.Engines;
using Microsoft.Extensions.Logging;

namespace LightKube.Store.Upkeep;

/// <summary>
/// What the writer does between commits: compaction, lazy flushes, the engine's own tidying. One bounded step at a time, so that a
/// write never waits for more than one of them.
/// </summary>
internal sealed partial class UpkeepSchedule : IDisposable
{
    /// <summary>How often history is looked at: a tenth of the five minutes, so that little more than those is kept.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);

    private readonly IStorageEngine _engine;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HistoryClock _history;
    private readonly TimeSpan _flushInterval;
    private readonly Lock _gate = new();
    private readonly List<(long Revision, TaskCompletionSource Done)> _requests = [];
    private StoreException? _closed;
    private ITimer? _timer;
    private volatile bool _ticked;
    private bool _compacting;
    private bool _untidy;
    private long _lastFlush;

    public UpkeepSchedule(IStorageEngine engine, StoreOptions options, TimeProvider time, ILogger logger)
    {
        _engine = engine;
        _time = time;
        _logger = logger;
        _history = new HistoryClock(time, options.HistoryRetention);
        _flushInterval = options.RelaxedFlushInterval;
        _lastFlush = time.GetTimestamp();
    }

    /// <summary>Whether the writer should come back without waiting for a write. Called by the writer.</summary>
    public bool HasWork => _compacting || _untidy;

    /// <summary>Begins to tick; <paramref name="wake"/> brings the writer here.</summary>
    public void Start(Action wake)
    {
        _timer = _time.CreateTimer(
            _ =>
            {
                _ticked = true;
                wake();
            },
            null,
            TimeSpan.Zero,
            Tick);
    }

    public Task RequestCompaction(long revision)
    {
        lock (_gate)
        {
            if (_closed is { } reason)
                throw new StoreException(reason.Error, reason.Message, reason.InnerException);
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _requests.Add((revision, done));
            return done.Task;
        }
    }

    /// <summary>One step. Called by the writer.</summary>
    public void Step(long currentRevision)
    {
        try
        {
            StartRequestedCompaction();
            if (_ticked)
            {
                _ticked = false;
                OnTick(currentRevision);
            }

            if (_compacting)
            {
                _compacting = _engine.CompactStep();
                if (!_compacting)
                    CompleteRequests();
            }

            _untidy = _engine.Tidy();
        }
        catch (StoreException refused) when (refused.Error is StoreError.DiskFull or StoreError.Io)
        {
            // Nothing is lost by waiting; the next tick tries again.
            LogPostponed(_logger, refused);
            _engine.Rollback();
            _compacting = _untidy = false;
            FailRequests(refused);
        }
    }

    public void Close(StoreException reason)
    {
        lock (_gate)
            _closed = reason;
        FailRequests(reason);
    }

    public void Dispose() => _timer?.Dispose();

    private void OnTick(long currentRevision)
    {
        StartCompaction(_history.Sample(currentRevision));
        if (_time.GetElapsedTime(_lastFlush) < _flushInterval)
            return;
        _lastFlush = _time.GetTimestamp();
        _engine.FlushRelaxed();
    }

    private void StartRequestedCompaction()
    {
        lock (_gate)
        {
            foreach (var (revision, _) in _requests)
                StartCompaction(revision);
        }
    }

    private void StartCompaction(long revision)
    {
        if (revision > _engine.CompactedRevision)
            _engine.BeginCompaction(revision);
        _compacting = true;
    }

    private void CompleteRequests()
    {
        lock (_gate)
        {
            _requests.RemoveAll(request => request.Revision <= _engine.CompactedRevision && request.Done.TrySetResult());
        }
    }

    private void FailRequests(StoreException reason)
    {
        lock (_gate)
        {
            foreach (var (_, done) in _requests)
                done.TrySetException(new StoreException(reason.Error, reason.Message, reason));
            _requests.Clear();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The disk refused the store's upkeep; it will be tried again")]
    private static partial void LogPostponed(ILogger logger, StoreException reason);
}
