using LightKube.Api.Errors;
using Microsoft.Extensions.Logging;

namespace LightKube.Client.Leadership;

/// <summary>Of several processes lets one at a time lead.</summary>
public sealed partial class LeaderElector(IClient client, LeaderElectionOptions options, TimeProvider time, Func<double> random, ILogger logger)
{
    /// <summary>For giving the lease back at the end: longer than an answer takes, short for a shutdown.</summary>
    private static readonly TimeSpan ReleaseTimeout = TimeSpan.FromSeconds(2);

    private readonly LeaseClaim _claim = new(client, options, time);

    public bool IsLeader { get; private set; }

    /// <summary>Who leads, as far as is known; empty for nobody.</summary>
    public string Leader => _claim.Holder;

    /// <summary>
    /// Competes until this process leads, then runs the work until leadership is lost or the caller cancels.
    /// </summary>
    /// <param name="lead">The leader's work. Its token is cancelled when leadership is lost: then it must end at once.</param>
    /// <param name="cancel">Ends it all; the lease is given back.</param>
    /// <exception cref="LeadershipLostException">The lease could not be renewed in time. The process had better start anew.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancel)
    {
        while (!await TryAsync(cancel))
            await WaitAsync(cancel);
        LogAcquired(logger, options.Lease.ToString(), options.Identity);
        IsLeader = true;
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var work = lead(leading.Token);
        try
        {
            await RenewAsync(work, cancel);
        }
        finally
        {
            IsLeader = false;
            await leading.CancelAsync();
            await IgnoreCancellationAsync(work);
            if (cancel.IsCancellationRequested)
                await ReleaseAsync();
        }
    }

    private async Task RenewAsync(Task work, CancellationToken cancel)
    {
        var renewed = time.GetTimestamp();
        while (!work.IsCompleted && !cancel.IsCancellationRequested)
        {
            await Task.WhenAny(work, WaitAsync(cancel));
            if (work.IsCompleted || cancel.IsCancellationRequested)
                return;
            if (await TryAsync(cancel))
                renewed = time.GetTimestamp();
            else if (_claim.Holder != options.Identity || time.GetElapsedTime(renewed) >= options.RenewDeadline)
                throw new LeadershipLostException($"the lease {options.Lease} could not be renewed; it is held by '{_claim.Holder}'");
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancel)
    {
        try
        {
            return await _claim.TryAsync(cancel);
        }
        catch (ApiException error)
        {
            LogFailed(logger, options.Lease.ToString(), error.Message);
            return false;
        }
        catch (OperationCanceledException) when (IsLeader && cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private Task WaitAsync(CancellationToken cancel) => Task.Delay(options.RetryPeriod * (1 + (random() * 0.2)), time, cancel);

    private static async Task IgnoreCancellationAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
    }

    private async Task ReleaseAsync()
    {
        using var timeout = new CancellationTokenSource(ReleaseTimeout, time);
        try
        {
            await _claim.ReleaseAsync(timeout.Token);
        }
        catch (Exception error) when (error is ApiException or OperationCanceledException)
        {
            // Others then wait until it runs out.
            LogFailed(logger, options.Lease.ToString(), error.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Lease {Lease} is held by this process as {Identity}: it leads")]
    private static partial void LogAcquired(ILogger logger, string lease, string identity);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Lease} could not be taken, renewed or given back: {Error}")]
    private static partial void LogFailed(ILogger logger, string lease, string error);
}

/// <summary>Another process may lead now.</summary>
public sealed class LeadershipLostException(string message) : Exception(message);
