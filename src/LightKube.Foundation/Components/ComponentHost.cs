using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Components;

/// <summary>
/// Runs components: prepares and starts them in the order in which they are listed, and stops them in reverse.
/// </summary>
public sealed partial class ComponentHost
{
    /// <summary>How long one component may take to stop. Long enough for a request under way to end; systemd allows 90 s for all.</summary>
    public static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How often readiness is asked for while waiting for it: finer than a person notices, and only cheap properties are read.</summary>
    private static readonly TimeSpan ReadinessInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>How often a wait for readiness says in the log what it waits for.</summary>
    private static readonly TimeSpan ReadinessLogInterval = TimeSpan.FromSeconds(10);

    private readonly IReadOnlyList<IComponent> _components;
    private readonly FatalErrors _fatalErrors;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AsyncOnce _stop;
    private volatile int _begun;
    private volatile int _started;

    /// <param name="components">The components, in the order in which they start. Names are distinct.</param>
    /// <param name="fatalErrors">Where the components report that they cannot go on.</param>
    /// <param name="time">The clock for durations and time-outs.</param>
    /// <param name="logger">Where starts and stops are logged.</param>
    /// <exception cref="ArgumentException">Two components have the same name.</exception>
    public ComponentHost(IReadOnlyList<IComponent> components, FatalErrors fatalErrors, TimeProvider time, ILogger logger)
    {
        if (components.GroupBy(component => component.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two components are named '{twice.Key}'.", nameof(components));
        (_components, _fatalErrors, _time, _logger) = (components, fatalErrors, time, logger);
        _stop = new AsyncOnce(StopAllAsync);
    }

    /// <summary>
    /// Starts everything, calls <paramref name="onReady"/> once all are ready, runs until <paramref name="shutdown"/> is asked for, and stops
    /// everything.
    /// </summary>
    /// <exception cref="ComponentFailedException">A component could not start, or could not go on. Everything has been stopped.</exception>
    public async Task RunAsync(Action onReady, CancellationToken shutdown)
    {
        var begin = _time.GetTimestamp();
        try
        {
            await StartAsync(shutdown);
            await WaitReadyAsync(shutdown);
            LogReady(_logger, (long)_time.GetElapsedTime(begin).TotalMilliseconds);
            onReady();
            await RunUntilFatalAsync(shutdown);
        }
        catch (OperationCanceledException) when (shutdown.IsCancellationRequested)
        {
            LogStopping(_logger);
        }
        finally
        {
            await StopAsync();
        }
    }

    /// <summary>Prepares all components, then starts each; when one fails, those that had started are stopped.</summary>
    /// <exception cref="ComponentFailedException">A component failed; the message names it.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        try
        {
            foreach (var component in _components)
            {
                _begun++;
                await InPhaseAsync(component, ComponentPhase.Init, component.InitAsync, cancel);
            }
            foreach (var component in _components)
            {
                await InPhaseAsync(component, ComponentPhase.Start, component.StartAsync, cancel);
                _started++;
            }
        }
        catch
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>Stops all components in reverse order. Never throws: what goes wrong is logged. Later calls await the first.</summary>
    public Task StopAsync() => _stop.RunAsync();

    /// <summary>Completes when every component is ready, or fails with the first fatal error.</summary>
    public async Task WaitReadyAsync(CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(ReadinessInterval, _time);
        var lastLogged = _time.GetTimestamp();
        for (var report = CheckReadiness(); !report.IsReady; report = CheckReadiness())
        {
            if (_fatalErrors.First.IsCompleted)
                ExceptionDispatchInfo.Throw(await _fatalErrors.First);
            if (_time.GetElapsedTime(lastLogged) >= ReadinessLogInterval)
            {
                LogWaiting(_logger, report);
                lastLogged = _time.GetTimestamp();
            }
            await timer.WaitForNextTickAsync(cancel);
        }
    }

    /// <summary>What the components say of themselves now. One that does not report is ready once it has started.</summary>
    public ReadinessReport CheckReadiness()
    {
        var started = _started;
        var checks = new ReadinessCheck[_components.Count];
        for (var i = 0; i < checks.Length; i++)
        {
            var reason = i >= started ? "has not started" : (_components[i] as IReportsReadiness)?.NotReadyBecause;
            checks[i] = new ReadinessCheck(_components[i].Name, reason);
        }
        return new ReadinessReport(checks);
    }

    private async Task RunUntilFatalAsync(CancellationToken shutdown)
    {
        var error = await _fatalErrors.First.WaitAsync(shutdown);
        LogFatal(_logger, error, error.Component);
        ExceptionDispatchInfo.Throw(error);
    }

    private async Task InPhaseAsync(
        IComponent component, ComponentPhase phase, Func<CancellationToken, Task> run, CancellationToken cancel)
    {
        var begin = _time.GetTimestamp();
        try
        {
            cancel.ThrowIfCancellationRequested();
            await run(cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw new ComponentFailedException(component.Name, phase, error);
        }
        if (phase == ComponentPhase.Start)
            LogStarted(_logger, component.Name, (long)_time.GetElapsedTime(begin).TotalMilliseconds);
    }

    private async Task StopAllAsync()
    {
        for (var i = _begun - 1; i >= 0; i--)
            await StopOneAsync(_components[i]);
    }

    private async Task StopOneAsync(IComponent component)
    {
        var begin = _time.GetTimestamp();
        using var timeout = new CancellationTokenSource(StopTimeout, _time);
        try
        {
            // A Stop that ignores its token is left behind, so that it cannot keep the others from being stopped.
            await component.StopAsync(timeout.Token).WaitAsync(timeout.Token);
            LogStopped(_logger, component.Name, (long)_time.GetElapsedTime(begin).TotalMilliseconds);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            LogStopTimedOut(_logger, component.Name, StopTimeout);
        }
        catch (Exception error) // The outermost edge of a Stop: the others must still be stopped.
        {
            LogStopFailed(_logger, error, component.Name);
        }
    }
}
