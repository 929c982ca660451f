using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Processes;

/// <summary>A child process as a component: started or adopted, watched, started again when it ends, stopped.</summary>
/// <remarks>
/// <code>
///  Start ─▶ remembered and running? ─yes─▶ adopted ─┐
///                  │ no                             ▼
///                  └──▶ spawned ──▶ becomes ready ──▶ ready ──ended──▶ delay ──▶ spawned …
///                                       │ ends, or takes too long         │ ended too often
///                                       ▼                                 ▼
///                              Start fails, or: ended                fatal error
/// </code>
/// </remarks>
public sealed partial class SupervisedProcess : IComponent, IReportsReadiness, IAsyncDisposable
{
    /// <summary>How often a process that starts is asked whether it is ready.</summary>
    private static readonly TimeSpan ReadyInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>How often output is looked for. It costs one system call; the lines carry the process's own times.</summary>
    private static readonly TimeSpan OutputInterval = TimeSpan.FromMilliseconds(500);

    private readonly ProcessSpec _spec;
    private readonly FatalErrors _fatalErrors;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RestartPolicy _restarts = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly AsyncOnce _stop;
    private ProcessOutput? _output;
    private volatile ProcessHandle? _process;
    private Task _supervision = Task.CompletedTask;
    private Task _following = Task.CompletedTask;
    private long _startedAt;
    private volatile string? _notReadyBecause = "has not started";

    /// <param name="spec">The process as it should run.</param>
    /// <param name="fatalErrors">Told when the process cannot be kept running.</param>
    /// <param name="time">The clock for delays and time-outs.</param>
    /// <param name="logger">Where starts, ends and the process's own lines are logged.</param>
    public SupervisedProcess(ProcessSpec spec, FatalErrors fatalErrors, TimeProvider time, ILogger logger)
    {
        (_spec, _fatalErrors, _time, _logger) = (spec, fatalErrors, time, logger);
        _stop = new AsyncOnce(StopOnceAsync);
    }

    public string Name => _spec.Name;

    public string? NotReadyBecause => _notReadyBecause;

    /// <summary>The id of the running process; null when none runs.</summary>
    public int? ProcessId => _process?.Pid;

    public async Task StartAsync(CancellationToken cancel)
    {
        _output = new ProcessOutput(_spec.OutputFile, _spec.ReadLine, _logger);
        _following = FollowOutputAsync();
        try
        {
            if (!await TryAdoptAsync(cancel))
            {
                Spawn();
                await BecomeReadyAsync(cancel);
            }
        }
        catch
        {
            await StopAsync(CancellationToken.None);
            throw;
        }
        _supervision = SuperviseAsync();
    }

    public Task StopAsync(CancellationToken cancel) => _stop.RunAsync().WaitAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _stop.RunAsync();
        _stopping.Dispose();
    }

    private async Task<bool> TryAdoptAsync(CancellationToken cancel)
    {
        if (PidFile.FindRunning(_spec.PidFile) is not { } remembered || ProcessHandle.Open(remembered.Process) is not { } process)
            return false;
        _process = process;
        _startedAt = _time.GetTimestamp();
        var runsAsMeant = _spec.Lifetime == ChildLifetime.Independent && remembered.Fingerprint == _spec.Fingerprint();
        if (runsAsMeant)
        {
            LogAdopted(_logger, Name, process.Pid);
            try
            {
                await BecomeReadyAsync(cancel);
                return true;
            }
            catch (SupervisedProcessException error)
            {
                LogAdoptedNotReady(_logger, error, Name, process.Pid);
            }
        }
        LogReplaced(_logger, Name, process.Pid);
        await process.TerminateAsync(_spec.StopTimeout, _time);
        return false;
    }

    private void Spawn()
    {
        var process = ChildSpawner.Spawn(_spec);
        PidFile.Write(_spec.PidFile, process.Identity, _spec.Fingerprint());
        (_process, _startedAt) = (process, _time.GetTimestamp());
        LogSpawned(_logger, Name, process.Pid);
    }

    private async Task BecomeReadyAsync(CancellationToken cancel)
    {
        _notReadyBecause = "is starting";
        var process = _process!;
        using var timer = new PeriodicTimer(ReadyInterval, _time);
        while (!await _spec.IsReady(cancel))
        {
            if (process.Exited.IsCompleted)
                throw new SupervisedProcessException($"ended with {await process.Exited} before it was ready.{ExplainByOutput()}");
            if (_time.GetElapsedTime(_startedAt) > _spec.ReadyTimeout)
                throw new SupervisedProcessException($"was not ready after {_spec.ReadyTimeout.TotalSeconds:0} s.{ExplainByOutput()}");
            await timer.WaitForNextTickAsync(cancel);
        }
        _notReadyBecause = null;
    }

    /// <summary>Keeps the process running until it is stopped or cannot be kept.</summary>
    private async Task SuperviseAsync()
    {
        try
        {
            while (true)
            {
                var exit = await _process!.Exited.WaitAsync(_stopping.Token);
                _process = null;
                _notReadyBecause = $"ended with {exit}";
                await AwaitNextStartAsync(exit);
                await RespawnAsync();
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Stop ends the process itself.
        }
        catch (Exception error) // The outermost edge of the supervision: whatever ends it is fatal.
        {
            _fatalErrors.Report(Name, error);
        }
    }

    private async Task AwaitNextStartAsync(ProcessExit exit)
    {
        var ran = _time.GetElapsedTime(_startedAt);
        if (_restarts.NextDelay(ran) is not { } delay)
            throw new SupervisedProcessException($"ended too often, last with {exit}.{ExplainByOutput()}");
        LogEnded(_logger, Name, exit, ran, delay);
        await Task.Delay(delay, _time, _stopping.Token);
    }

    private async Task RespawnAsync()
    {
        Spawn();
        try
        {
            await BecomeReadyAsync(_stopping.Token);
        }
        catch (SupervisedProcessException error)
        {
            // Counted and logged as one more end of the process.
            LogNotReady(_logger, error, Name);
            await _process!.TerminateAsync(_spec.StopTimeout, _time);
        }
    }

    private async Task StopOnceAsync()
    {
        await _stopping.CancelAsync();
        await _supervision;
        await _following;
        _notReadyBecause = "has stopped";
        if (_process is { } process)
        {
            await process.TerminateAsync(_spec.StopTimeout, _time);
            File.Delete(_spec.PidFile);
        }
        _process = null;
        _output?.LogRest();
        _output?.Dispose();
    }

    private string ExplainByOutput()
    {
        _output!.LogRest();
        return _output.LastLines is { Length: > 0 } lines ? $" Its last output: {lines}" : "";
    }

    private async Task FollowOutputAsync()
    {
        using var timer = new PeriodicTimer(OutputInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                _output!.LogNewLines();
        }
        catch (OperationCanceledException)
        {
            // Stop logs what is left.
        }
    }
}
