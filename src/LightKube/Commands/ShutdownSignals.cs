using System.Runtime.InteropServices;

namespace LightKube.Commands;

/// <summary>
/// Turns the first SIGTERM or SIGINT into a request to stop. A second one ends the process at once, as someone who sends it twice wants.
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _shutdown = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal ShutdownSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
    ];

    /// <summary>Cancelled when we are to stop.</summary>
    internal CancellationToken Token => _shutdown.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _shutdown.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = !_shutdown.IsCancellationRequested;
        _shutdown.Cancel();
    }
}
