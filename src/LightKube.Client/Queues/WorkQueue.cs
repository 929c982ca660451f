using System.Diagnostics.CodeAnalysis;

namespace LightKube.Client.Queues;

/// <summary>
/// Keys to be worked on. A key that is added many times before it is taken is taken once; a key that is being worked on is
/// given to nobody else, and comes again afterwards when it was added meanwhile.
/// </summary>
/// <remarks>
/// <code>
///   Add ──▶ waiting ──TryTake──▶ processing ──Done──▶ gone
///              ▲  ▲                   │ added meanwhile: Done puts it back
///              │  └───────────────────┘
///   AddAfter ──▶ delayed, until its time
/// </code>
/// </remarks>
public sealed class WorkQueue<TKey> : IDisposable
    where TKey : notnull, IEquatable<TKey>
{
    private readonly Lock _lock = new();
    private readonly Queue<TKey> _line = new();
    private readonly HashSet<TKey> _waiting = [];
    private readonly HashSet<TKey> _processing = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly DelayedKeys<TKey> _delayed;
    private readonly SemaphoreSlim _available = new(0);
    private readonly BackOff _backOff;
    private readonly Func<double> _random;
    private long _adds;
    private long _retries;

    /// <param name="time">The clock of delays.</param>
    /// <param name="random">The jitter of the back-off, 0 to 1.</param>
    /// <param name="backOff">The delays after failures; null for <see cref="WorkQueueLimits.KeyBackOff"/>.</param>
    public WorkQueue(TimeProvider time, Func<double> random, BackOff? backOff = null)
    {
        _backOff = backOff ?? WorkQueueLimits.KeyBackOff;
        _random = random;
        _delayed = new DelayedKeys<TKey>(time, Add);
    }

    public WorkQueueStatistics Statistics
    {
        get
        {
            lock (_lock)
                return new WorkQueueStatistics(_line.Count, _delayed.Count, _processing.Count, _adds, _retries);
        }
    }

    /// <summary>Puts the key in line, if it is not there already.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (!_waiting.Add(key))
                return;
            _adds++;
            if (!_processing.Contains(key))
                Line_NeedsLock(key);
        }
    }

    /// <summary>Puts the key in line after the delay; of several delays the one that ends first counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
            Add(key);
        else
            _delayed.Add(key, delay);
    }

    /// <summary>Counts a failure of the key, and puts it in line after its back-off.</summary>
    /// <returns>The delay.</returns>
    public TimeSpan AddAfterFailure(TKey key)
    {
        TimeSpan delay;
        lock (_lock)
        {
            _retries++;
            var failures = _failures.GetValueOrDefault(key) + 1;
            _failures[key] = failures;
            delay = _backOff.Delay(failures, _random);
        }
        AddAfter(key, delay);
        return delay;
    }

    /// <summary>The key's work went well: its next failure is its first.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
            _failures.Remove(key);
    }

    /// <summary>Waits until a key is in line and takes it. <see cref="Done"/> must follow.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancel)
    {
        await _available.WaitAsync(cancel);
        lock (_lock)
            return Take_NeedsLock();
    }

    /// <summary>Takes a key when one is in line. <see cref="Done"/> must follow.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TKey key)
    {
        if (!_available.Wait(0))
        {
            key = default;
            return false;
        }
        lock (_lock)
            key = Take_NeedsLock();
        return true;
    }

    /// <summary>The work on the key has ended, well or not.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            _processing.Remove(key);
            if (_waiting.Contains(key))
                Line_NeedsLock(key);
        }
    }

    /// <summary>Works on keys with that many workers until cancelled.</summary>
    /// <param name="workers">How many keys are worked on at once.</param>
    /// <param name="work">Must not throw, except when it is cancelled.</param>
    /// <param name="cancel">Ends the workers; completes once all have ended.</param>
    public Task RunAsync(int workers, Func<TKey, CancellationToken, Task> work, CancellationToken cancel) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(work, cancel), CancellationToken.None)));

    public void Dispose()
    {
        _delayed.Dispose();
        _available.Dispose();
    }

    private async Task WorkAsync(Func<TKey, CancellationToken, Task> work, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                var key = await TakeAsync(cancel);
                try
                {
                    await work(key, cancel);
                }
                finally
                {
                    Done(key);
                }
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private TKey Take_NeedsLock()
    {
        var key = _line.Dequeue();
        _waiting.Remove(key);
        _processing.Add(key);
        return key;
    }

    private void Line_NeedsLock(TKey key)
    {
        _line.Enqueue(key);
        _available.Release();
    }
}
