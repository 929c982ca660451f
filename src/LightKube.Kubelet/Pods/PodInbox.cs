using System.Threading.Channels;
using LightKube.Api.Core.V1;

namespace LightKube.Kubelet.Pods;

/// <summary>What reaches a pod's worker from other threads: the pod's newest version, its removal, and that something happened.</summary>
internal sealed class PodInbox(Pod pod, TimeProvider time)
{
    // For a pod that was removed by force there is nothing left to wait for.
    private static readonly TimeSpan GoneGrace = TimeSpan.FromSeconds(1);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _lock = new();
    private Pod _pod = pod;
    private bool _gone;
    private CancellationTokenSource? _acting;

    internal Pod Pod
    {
        get
        {
            lock (_lock)
                return _pod;
        }
    }

    /// <summary>The API no longer has the pod.</summary>
    internal bool IsGone
    {
        get
        {
            lock (_lock)
                return _gone;
        }
    }

    /// <summary>The pod is to go, or gone.</summary>
    internal bool IsEnding
    {
        get
        {
            lock (_lock)
                return IsEnding_NeedsLock;
        }
    }

    /// <summary>How long containers have to end; it may shrink meanwhile.</summary>
    internal TimeSpan EndGrace
    {
        get
        {
            lock (_lock)
                return _gone ? GoneGrace : _pod.GracePeriod();
        }
    }

    private bool IsEnding_NeedsLock => _gone || _pod.IsDeleted();

    /// <summary>The pod's newest version. One that is being deleted interrupts what goes on.</summary>
    internal void Update(Pod newest)
    {
        lock (_lock)
        {
            _pod = newest;
            if (newest.IsDeleted())
                _acting?.Cancel();
        }
        Poke();
    }

    /// <summary>The API no longer has the pod: someone removed it by force.</summary>
    internal void Remove()
    {
        lock (_lock)
        {
            _gone = true;
            _acting?.Cancel();
        }
        Poke();
    }

    /// <summary>Something happened.</summary>
    internal void Poke() => _signals.Writer.TryWrite(true);

    /// <summary>Does something with the newest version that the pod's deletion interrupts.</summary>
    internal async Task<T> InterruptiblyAsync<T>(Func<Pod, CancellationToken, Task<T>> act, CancellationToken cancel)
    {
        using var acting = BeginActing(cancel);
        try
        {
            return await act(Pod, acting.Token);
        }
        finally
        {
            lock (_lock)
                _acting = null;
        }
    }

    /// <summary>Waits until something happens or that time has come; null waits for something to happen.</summary>
    internal async Task WaitAsync(DateTimeOffset? until, CancellationToken cancel)
    {
        using var timer = until is { } at ? new CancellationTokenSource(Remaining(at), time) : null;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, timer?.Token ?? CancellationToken.None);
        try
        {
            await _signals.Reader.ReadAsync(both.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time has come.
        }
    }

    /// <summary>Waits until something happens or the task has ended, in whatever way.</summary>
    internal async Task WaitAsync(Task until, CancellationToken cancel)
    {
        await Task.WhenAny(until, _signals.Reader.WaitToReadAsync(cancel).AsTask());
        _signals.Reader.TryRead(out _);
    }

    private CancellationTokenSource BeginActing(CancellationToken cancel)
    {
        lock (_lock)
        {
            _acting = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            if (IsEnding_NeedsLock)
                _acting.Cancel(); // since it was last looked at
            return _acting;
        }
    }

    private TimeSpan Remaining(DateTimeOffset at)
    {
        var remaining = at - time.GetUtcNow();
        return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
    }
}
