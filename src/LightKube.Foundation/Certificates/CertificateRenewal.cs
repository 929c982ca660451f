using LightKube.Foundation.Components;
using Microsoft.Extensions.Logging;

namespace LightKube.Foundation.Certificates;

/// <summary>Keeps certificates valid for as long as the server runs. Who shows one asks for it anew at each connection.</summary>
public sealed partial class CertificateRenewal(IReadOnlyList<ManagedCertificate> certificates, TimeProvider time, ILogger logger)
    : IComponent, IAsyncDisposable
{
    /// <summary>How often ends are looked at; a renewal is due for weeks before it is needed.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public string Name => "certificate-renewal";

    public Task StartAsync(CancellationToken cancel)
    {
        _loop = RunAsync(new PeriodicTimer(Interval, time));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        await _stopping.CancelAsync();
        await _loop;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _stopping.Dispose();
    }

    private async Task RunAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_stopping.Token))
                    RenewWhatIsDue();
            }
            catch (OperationCanceledException)
            {
                // Stopped.
            }
        }
    }

    private void RenewWhatIsDue()
    {
        foreach (var certificate in certificates)
        {
            try
            {
                if (certificate.RenewIfDue())
                    LogRenewed(logger, certificate.CertificatePath, certificate.Current.NotAfter);
            }
            catch (IOException error)
            {
                // Tried again next time: there are weeks left.
                LogFailed(logger, error, certificate.CertificatePath, certificate.Current.NotAfter);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Renewed {Path}, valid until {End}")]
    private static partial void LogRenewed(ILogger logger, string path, DateTime end);

    [LoggerMessage(2, LogLevel.Error, "Could not renew {Path}, which ends on {End}")]
    private static partial void LogFailed(ILogger logger, Exception error, string path, DateTime end);
}
